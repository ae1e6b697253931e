"""Asks: what a person asks an office for and is owed an answer to: a question, a dataset. One frame for every kind.

A kind (``registry.py``) says where it stands, who may and until when, and which words it uses; the acts, pages, API and
datasets are the same for all of them.
"""
