"""Exports made in the background: a file for one person, behind a link that asks again at each request and expires."""
