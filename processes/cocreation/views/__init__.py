"""Pages of co-creation."""
