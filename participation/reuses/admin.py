"""Admin pages of re-uses: officials work on them at their desk (views.py)."""
