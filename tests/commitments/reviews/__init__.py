"""Independent review."""
