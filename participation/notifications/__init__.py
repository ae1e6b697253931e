"""Notices and deliveries made from events."""
