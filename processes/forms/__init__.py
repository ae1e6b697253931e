"""Forms of processes."""
