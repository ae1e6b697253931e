"""Admin pages of access."""
