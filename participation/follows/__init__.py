"""Follows: who wants to hear of a subject."""
