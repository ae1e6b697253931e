"""What requests of data register: their kind of ask, and their dataset."""


def register() -> None:
    """Called once when the apps are ready."""
    from participation.asks.registry import register_ask_kind
    from participation.datarequests import datasets
    from participation.datarequests.kind import DATAREQUEST

    register_ask_kind(DATAREQUEST)
    datasets.register()
