"""Typed settings of an activity of opinion groups."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Moderation(models.TextChoices):
    """When a moderator reads a statement."""

    AFTER = "after", _("published at once, moderated afterwards")
    BEFORE = "before", _("read by a moderator before it is published")


@dataclass(frozen=True, slots=True)
class OpinionSettings:
    """Who may add statements and answer them, and how many each person may add; 0: no limit."""

    per_person: int = 5
    moderation: str = Moderation.AFTER.value
    who_may_add: list[dict[str, Any]] = field(default_factory=list)
    who_may_answer: list[dict[str, Any]] = field(default_factory=list)
