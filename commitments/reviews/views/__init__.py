"""Pages of independent review."""
