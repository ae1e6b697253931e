"""Questions to authorities: an activity in which people ask named offices, and read what was answered and what was not.

The frame of what is asked for is the ground floor's (``participation.asks``); here is what a process adds: the clock of
its phases, the settings of the activity, its pages and its card.
"""
