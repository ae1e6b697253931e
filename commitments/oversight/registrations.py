"""What citizen oversight registers: two kinds of what is asked, and their datasets."""

from participation.asks.registry import register_ask_kind


def register() -> None:
    """Called once by ``commitments.registrations``."""
    from commitments.oversight import datasets
    from commitments.oversight.kinds import CORRECTIONS, OBSERVATIONS

    register_ask_kind(OBSERVATIONS)
    register_ask_kind(CORRECTIONS)
    datasets.register()
