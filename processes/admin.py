"""Admin pages of processes."""
