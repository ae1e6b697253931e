"""Admin pages of opendata."""
