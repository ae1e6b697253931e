"""Pages of collaborative texts, one module per topic."""
