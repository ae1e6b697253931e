"""Commands of commitments."""
