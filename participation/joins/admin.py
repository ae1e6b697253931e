"""Admin pages of joins."""
