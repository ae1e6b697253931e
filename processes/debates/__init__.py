"""Debates: a question with its context, reasons for and against, and what whoever convened it concluded.

The reasons are the comments of the activity, with their stance: there is no second conversation beside them. Here is
what a debate adds: its positions, its page, its card. Conclusions stand in ``processes/conclusions``.
"""
