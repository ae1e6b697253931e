"""The three questions. They are the same everywhere, so that answers can be compared."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Choice(models.TextChoices):
    """What can be answered to each."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("In part")
    NO = "no", _("No")


@dataclass(frozen=True, slots=True)
class Question:
    """A question: the field that keeps its answer, and its words."""

    name: str
    words: Any


QUESTIONS = (
    Question("clear", _("Was it clear how to take part and what was at stake?")),
    Question("heard", _("Was what people said taken into account?")),
    Question("again", _("Would you take part again?")),
)
