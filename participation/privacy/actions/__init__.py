"""Acts on personal data, one module per topic."""
