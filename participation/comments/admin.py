"""Admin pages of comments."""
