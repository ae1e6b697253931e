"""Acts on forums, one module per topic."""
