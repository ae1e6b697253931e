"""What counts and results register; called by the registrations of budgets."""

from budgets.results import events, notices


def register() -> None:
    """Called once."""
    from budgets.results.files import ACTAS
    from participation.files.parts import register_file_part

    events.register()
    notices.register()
    register_file_part(ACTAS)
