"""Acts of co-creation, one module per topic."""
