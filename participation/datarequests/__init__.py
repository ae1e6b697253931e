"""Requests of data: which dataset people miss, for what, and who owes it. The frame is that of ``asks``."""
