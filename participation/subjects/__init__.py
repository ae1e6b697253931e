"""Subjects: the anchor that every public thing holds, and the registry of their kinds."""
