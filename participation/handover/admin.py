"""Admin pages of handovers: none; they have a desk."""
