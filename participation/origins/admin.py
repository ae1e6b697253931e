"""Admin pages of origins."""
