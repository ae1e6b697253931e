"""Pages of plans and commitments."""
