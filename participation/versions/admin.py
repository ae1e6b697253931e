"""Admin pages of versions."""
