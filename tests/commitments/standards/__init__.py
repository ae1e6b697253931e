"""Standards of open government."""
