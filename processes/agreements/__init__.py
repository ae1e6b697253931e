"""Agreements: made at encounters and in processes, with who is responsible and by when, followed until they are done.

How they go (reports, evidence, obstacles, the computed state) is the engine's: ``participation.followup``.
"""
