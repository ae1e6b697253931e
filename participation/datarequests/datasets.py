"""The dataset of requests of data."""

from django.utils.translation import gettext_lazy as _

from participation.asks.datasets import DATA_COLUMNS, ask_dataset
from participation.datarequests.kind import NAME
from participation.opendata.registry import register_dataset

DATAREQUESTS = ask_dataset(
    NAME,
    name="datarequests",
    position=66,
    title=_("Requests of data"),
    description=_("Which data people miss, who was asked for them, and the dataset that answered."),
    filterset="participation.asks.api.AskApiFilters",
    more=DATA_COLUMNS,
)


def register() -> None:
    """Register the dataset."""
    register_dataset(DATAREQUESTS)
