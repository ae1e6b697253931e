"""Admin pages of notifications."""
