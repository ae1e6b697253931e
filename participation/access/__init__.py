"""Access: verdicts with reasons, scoped roles, eligibility."""
