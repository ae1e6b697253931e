"""Admin pages of exports."""
