"""Admin pages of search."""
