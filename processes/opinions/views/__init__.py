"""Pages of opinion groups."""
