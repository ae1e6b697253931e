"""Typed settings of an activity of questions."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Moderation(models.TextChoices):
    """When a moderator reads a question."""

    AFTER = "after", _("published at once, moderated afterwards")
    BEFORE = "before", _("read by a moderator before it is published")


@dataclass(frozen=True, slots=True)
class QuestionSettings:
    """Rules of one activity; the names are those of ``participation.asks.registry.AskRules``."""

    per_person: int = 5
    who_may_ask: list[dict[str, Any]] = field(default_factory=list)
    who_may_join: list[dict[str, Any]] = field(default_factory=list)
    who_may_comment: list[dict[str, Any]] = field(default_factory=list)
    moderation: str = Moderation.AFTER.value
    answer_due_days: int = 10
    institutions: list[int] = field(default_factory=list)
