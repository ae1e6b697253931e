"""Acts on encounters, one module for each topic."""
