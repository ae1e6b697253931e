"""Pages of privacy, one module per reader."""
