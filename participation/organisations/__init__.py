"""Organisations: associations and groups that propose and comment through people who represent them."""
