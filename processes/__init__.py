"""Processes: ordered, dated phases and the components that they open."""
