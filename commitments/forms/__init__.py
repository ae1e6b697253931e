"""Forms of plans and commitments."""
