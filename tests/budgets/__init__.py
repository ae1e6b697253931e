"""Tests of the budgets app."""
