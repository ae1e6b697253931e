"""Datasets of citizen oversight."""

from django.utils.translation import gettext_lazy as _

from commitments.oversight.kinds import CORRECTION, OBSERVATION
from participation.asks.datasets import ask_dataset
from participation.opendata.registry import Column, register_dataset

ABOUT = (
    Column(
        "about",
        "integer",
        _("Key of the subject of the commitment or action that it is about"),
        lambda row: row.subject.parent_id,
    ),
)
OBSERVATIONS = ask_dataset(
    OBSERVATION,
    name="observations",
    position=65,
    title=_("Observations of citizens"),
    description=_("What people observed and asked on commitments and their milestones, and whether it was answered."),
    filterset="participation.asks.api.AskApiFilters",
    more=ABOUT,
)
CORRECTIONS = ask_dataset(
    CORRECTION,
    name="corrections",
    position=66,
    title=_("Reports of wrong data"),
    description=_("What people found wrong or out of date on commitments, and whether it was corrected."),
    filterset="participation.asks.api.AskApiFilters",
    more=ABOUT,
)


def register() -> None:
    """Register the datasets."""
    register_dataset(OBSERVATIONS)
    register_dataset(CORRECTIONS)
