"""Encounters: announced, with seats, counted at the door, closed with minutes.

Seats are held by ``SeatPool``: acts take the encounter's row first, and a constraint refuses one seat too many.
"""
