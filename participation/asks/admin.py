"""Admin pages of asks: officials work on them at their desk (views/desk.py)."""
