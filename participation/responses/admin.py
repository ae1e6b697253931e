"""Admin pages of responses."""
