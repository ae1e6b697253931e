"""What territories registers: subject kinds, events, notices, datasets, menu entries."""


def register() -> None:
    """Called once when the apps are ready."""
