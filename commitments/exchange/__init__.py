"""Commitments in files: our own table and JSON in and out, and the layout of the IRM's data release in."""
