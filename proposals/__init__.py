"""Proposals: calls, proposals, supports and their answers."""
