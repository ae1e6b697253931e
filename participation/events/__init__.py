"""Append-only events: audit log, public timeline and outbox at once."""
