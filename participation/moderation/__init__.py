"""Moderation: flags, decisions with reasons, and a queue."""
