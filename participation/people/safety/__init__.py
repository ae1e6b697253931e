"""Sessions that their owner ends, and the second step that two colleagues reset."""
