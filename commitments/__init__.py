"""Commitments: the floor on which action plans are answered for; it builds on every floor below."""
