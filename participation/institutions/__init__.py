"""Institutions, their names and their aliases."""
