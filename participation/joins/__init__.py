"""Joins: "me too" on what somebody asked for. One person, one voice, taken back at any time while it is open."""
