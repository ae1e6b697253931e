"""What the demonstration city shows of action plans: its own, and real ones that ran elsewhere."""
