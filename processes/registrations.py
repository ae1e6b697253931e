"""What this floor registers."""


def register() -> None:
    """Called once by ``apps.ready()``."""
