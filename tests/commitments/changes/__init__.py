"""What came of reviews."""
