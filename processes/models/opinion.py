"""Short statements, what each person answered to each, and the groups that were computed from the answers."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.contribution import Contribution
from processes.querysets import StatementQuerySet


class StatementState(models.TextChoices):
    """Where a statement is. Hidden by moderation is a state of its subject."""

    PENDING = "pending", _("waiting for moderation")
    RETURNED = "returned", _("returned to its author")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Opinion(models.IntegerChoices):
    """What somebody answers to a statement; the numbers are those of ``processes.opinions.groups``."""

    AGREE = 1, _("Agree")
    DISAGREE = -1, _("Disagree")
    PASS = 0, _("Pass")


class Statement(Contribution):
    """A short statement in an activity of opinion groups; its text never changes. ``seeded``: by officials."""

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="statement")
    component = models.ForeignKey("processes.Component", on_delete=models.PROTECT, related_name="statements")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="statements")
    text = models.CharField(_("statement"), max_length=200)
    lang = models.CharField(max_length=8, default="es")
    state = models.CharField(max_length=10, choices=StatementState.choices, default=StatementState.PENDING)
    seeded = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    act_id = models.UUIDField(default=uuid.uuid4, help_text="made by the form: a replayed post is recognised")

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [models.UniqueConstraint(fields=["author", "act_id"], name="statement_act_once")]
        indexes = [
            models.Index(fields=["component", "id"], name="statement_of_component"),
            models.Index(fields=["component", "id"], name="statement_pending", condition=Q(state="pending")),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()


class StatementAnswer(models.Model):
    """What one person answers to one statement now. Nobody reads it but that person; only counts are published."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="answers")
    component = models.ForeignKey("processes.Component", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    value = models.SmallIntegerField(choices=Opinion.choices)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer to a statement")
        verbose_name_plural = _("answers to statements")
        constraints = [
            models.UniqueConstraint(fields=["person", "statement"], name="statement_answered_once"),
            models.CheckConstraint(condition=Q(value__in=[-1, 0, 1]), name="statement_answer_known"),
        ]
        indexes = [
            models.Index(fields=["component", "at"], name="statement_answers_newest"),
            models.Index(fields=["component", "person"], name="statement_answers_of"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class RoundState(models.TextChoices):
    """Where the computing of groups stands."""

    RUNNING = "running", _("being computed")
    DONE = "done", _("published")
    FAILED = "failed", _("failed")


class OpinionRound(models.Model):
    """Groups as computed once, with all that others need to judge them; also the job that computes them, with a lease.

    ``results`` is public. ``model`` tells a person their own group from their own answers, and never leaves.
    """

    component = models.ForeignKey("processes.Component", on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=8, choices=RoundState.choices, default=RoundState.RUNNING)
    started_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=1)
    progress = models.PositiveSmallIntegerField(_("per cent done"), default=0)
    done_at = models.DateTimeField(_("computed on"), null=True)
    people = models.PositiveIntegerField(default=0, help_text="who answered anything")
    answers = models.PositiveIntegerField(default=0)
    groups = models.PositiveSmallIntegerField(default=0)
    parameters = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the sorted answers")
    results = models.JSONField(null=True)
    model = models.JSONField(null=True)

    class Meta:
        verbose_name = _("computing of opinion groups")
        verbose_name_plural = _("computings of opinion groups")
        constraints = [
            models.UniqueConstraint(fields=["component", "number"], name="opinion_round_number_once"),
            models.UniqueConstraint(
                fields=["component"], name="opinion_round_one_at_a_time", condition=Q(state="running")
            ),
        ]

    def __str__(self) -> str:
        return f"opinion groups {self.number} of component {self.component_id}"
