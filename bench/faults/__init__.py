"""Faults under load: what is killed or restarted while people act, and what must hold afterwards (docs/running.md)."""
