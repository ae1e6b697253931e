"""What is decided, with how much money, by whom and under which rules: budgets and their contests."""
