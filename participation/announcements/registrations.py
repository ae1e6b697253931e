"""What announcements register."""


def register() -> None:
    """Called once when the apps are ready."""
