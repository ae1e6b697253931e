"""Admin pages of requests of data: officials work on them at their desk (asks/views/desk.py)."""
