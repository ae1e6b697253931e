"""Typed settings of a consultation."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Nature(models.TextChoices):
    """What answering is: chosen and frozen at opening."""

    SURVEY = "survey", _("survey: people give their opinion, and can change it until it closes")
    VOTE = "vote", _("vote: people decide, in secret, and nobody sees the result before it closes")


class Results(models.TextChoices):
    """When everybody sees the results of a survey. Those of a vote are sealed until it closes, for everybody."""

    CLOSED = "closed", _("when it closes")
    LIVE = "live", _("at any time, from ten answers on")


@dataclass(frozen=True, slots=True)
class ConsultationSettings:
    """What it is, who may answer, and what its result means.

    ``without_account``: a survey that asks nothing of the person takes answers without an account too.
    ``revocable``: a ballot can be changed until the close. ``quorum`` is the least turnout in per cent of
    ``entitled`` people for the result to count, ``threshold`` the least share in per cent for the ``decisive`` option.
    """

    nature: str = Nature.SURVEY.value
    results: str = Results.CLOSED.value
    without_account: bool = False
    revocable: bool = True
    entitled: int = 0
    quorum: float = 0
    threshold: float = 0
    binding: bool = False
    who_may_answer: list[dict[str, Any]] = field(default_factory=list)
