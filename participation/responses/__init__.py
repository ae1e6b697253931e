"""Responses: the reasoned answer that is owed to a contribution, and its coverage."""
