"""Admin pages of institutions."""
