"""Consent by purpose: what people agreed to and when, and who may be written to for it."""
