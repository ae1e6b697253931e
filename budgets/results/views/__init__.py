"""Pages of counts and results."""
