"""Ballots of budgets."""
