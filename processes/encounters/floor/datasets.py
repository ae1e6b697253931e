"""The dataset of requests to speak."""

from django.utils.translation import gettext_lazy as _

from participation.asks.datasets import ask_dataset
from participation.opendata.registry import Column, register_dataset

INTERVENTIONS = ask_dataset(
    "intervention",
    name="interventions",
    position=68,
    title=_("Requests to speak"),
    description=_("Who asked to speak in encounters or proposed points of their agendas, and whether it was answered."),
    filterset="participation.asks.api.AskApiFilters",
    more=(
        Column(
            "within",
            "integer",
            _("Key of the subject of the encounter that it is for"),
            lambda row: row.subject.parent_id,
        ),
    ),
)


def register() -> None:
    """Register the dataset."""
    register_dataset(INTERVENTIONS)
