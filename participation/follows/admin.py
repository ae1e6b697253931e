"""Admin pages of follows."""
