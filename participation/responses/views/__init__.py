"""Pages of the desk of answers."""
