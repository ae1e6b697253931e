"""Admin pages of proposals."""
