"""Pages of what is followed up."""
