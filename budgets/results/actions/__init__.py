"""Acts on counts and what comes before and after them, one module per topic."""
