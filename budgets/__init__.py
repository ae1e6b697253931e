"""Budgets: the floor on which money is decided; it builds on proposals and processes."""
