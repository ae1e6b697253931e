"""The dataset of questions."""

from django.utils.translation import gettext_lazy as _

from participation.asks.datasets import PLACE_COLUMNS, ask_dataset
from participation.opendata.registry import register_dataset

QUESTIONS = ask_dataset(
    "question",
    name="questions",
    position=48,
    title=_("Questions"),
    description=_("What people asked offices, how many more want the answer, and whether it was answered."),
    filterset="participation.asks.api.AskApiFilters",
    more=PLACE_COLUMNS,
)


def register() -> None:
    """Register the dataset."""
    register_dataset(QUESTIONS)
