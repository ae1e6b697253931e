"""Versions of texts, with a diff."""
