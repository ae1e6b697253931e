"""Typed settings of a proposal call."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

TITLE_LIMIT = 150
BODY_LIMIT = 20_000
TAGS_LIMIT = 5


class Moderation(models.TextChoices):
    """When a moderator reads a proposal."""

    AFTER = "after", _("published at once, moderated afterwards")
    BEFORE = "before", _("read by a moderator before it is published")


class AnswerRule(models.TextChoices):
    """Which proposals are owed an answer with reasons."""

    ALL = "all", _("every published proposal")
    THRESHOLD = "threshold", _("those that reach the minimum of supports")
    NONE = "none", _("none; say why in the description")


class Authors(models.TextChoices):
    """Who proposes in a call."""

    PEOPLE = "people", _("people and their organisations")
    GOVERNMENT = "government", _("the government, to debate it before deciding")
    BOTH = "both", _("people and the government")


@dataclass(frozen=True, slots=True)
class CallSettings:
    """Rules of one call. A limit of 0 means: no limit. Rules of who may are those of ``access.eligibility``."""

    proposals_per_person: int = 5
    supports_per_person: int = 0
    threshold: int = 0
    title_min: int = 10
    title_max: int = TITLE_LIMIT
    body_min: int = 15
    body_max: int = 5_000
    who_may_propose: list[dict[str, Any]] = field(default_factory=list)
    who_may_support: list[dict[str, Any]] = field(default_factory=list)
    who_may_comment: list[dict[str, Any]] = field(default_factory=list)
    territory_required: bool = False
    map_enabled: bool = True
    moderation: str = Moderation.AFTER.value
    edit_window_minutes: int = 60
    amendments_allowed: bool = False  # whether others propose changes to a text, which its authors take in or not
    coauthors_most: int = 5  # beside the author; 0: each proposal has one author
    attachments_allowed: bool = True
    attachments_max: int = 5
    answer_rule: str = AnswerRule.ALL.value
    response_institution: int | None = None
    answer_due_days: int = 30
    authors: str = Authors.PEOPLE.value
    government_supports: bool = False  # whether what the government proposes takes supports too
    steps: list[dict[str, str]] = field(default_factory=list)  # named by officials within the states (steps.py)
    answer_working_days: int = 0  # counted from the day of handing in, for calls that never close; 0: the days above
