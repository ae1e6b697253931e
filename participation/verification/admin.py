"""Admin pages of verification."""
