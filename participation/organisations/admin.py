"""Admin pages of organisations: officials work on them at their desk (views/desk.py)."""
