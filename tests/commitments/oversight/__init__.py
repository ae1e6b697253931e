"""Citizen oversight."""
