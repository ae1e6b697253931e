"""Webhooks: what happens in public is sent, signed and in order, to addresses that developers name."""
