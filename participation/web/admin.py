"""Admin pages of web."""
