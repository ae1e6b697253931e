"""Search over everything public, with accents and plurals."""
