"""What came of reviews: recommendations and the answers to them, and what commitments changed for good."""
