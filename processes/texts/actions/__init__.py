"""Acts on collaborative texts, one module per topic."""
