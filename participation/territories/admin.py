"""Admin pages of territories."""
