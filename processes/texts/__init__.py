"""Collaborative texts: a document in passages, on which people suggest other words, and which is then signed."""
