"""Tests of folios."""
