"""Counting of participatory budgets: pure Python and NumPy, no Django, usable alone (``python -m budgets.counting``).

Every result is exact: it equals that of rational arithmetic (``reference.py`` is the slow twin that tests compare
with).
"""
