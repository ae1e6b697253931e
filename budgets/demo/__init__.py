"""What the demonstration city shows of participatory budgets: one that is open, and one whose works go on."""
