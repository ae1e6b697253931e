"""Web components shared by every page."""
