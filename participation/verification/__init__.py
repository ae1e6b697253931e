"""Verification: one person, one voice, without keeping an identity document."""
