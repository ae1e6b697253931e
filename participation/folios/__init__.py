"""Folios: the number of whatever a person handed in, its receipt, and its state without an account."""
