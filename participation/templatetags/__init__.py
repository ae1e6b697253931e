"""Template tags that templates load by name."""
