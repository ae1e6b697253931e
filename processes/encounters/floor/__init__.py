"""The floor of an encounter: people ask to speak or propose a point of its agenda, and are owed an answer.

It is a kind of ask (``participation/asks``) that stands in an encounter: its clock is the encounter's own.
"""
