"""Threaded comments with a stance."""
