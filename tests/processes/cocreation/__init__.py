"""Co-creation."""
