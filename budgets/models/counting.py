"""Counts of contests, decisions of assemblies, and elections that came as files."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgets.models.budget import Contest

HASH = 64


class RunState(models.TextChoices):
    """Where a count stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being counted")
    DONE = "done", _("counted")
    FAILED = "failed", _("failed")


class ImportedElection(models.Model):
    """A finished election of elsewhere, from a file in the format of pabulib: to learn from and compare."""

    title = models.CharField(_("name"), max_length=200)
    source = models.CharField(_("where it comes from"), max_length=300, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    meta = models.JSONField(default=dict)
    text = models.TextField()
    sha256 = models.CharField(max_length=HASH, unique=True)
    winners = models.JSONField(null=True, help_text="ids that the file says were funded")
    is_sample = models.BooleanField(default=False)
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("election from elsewhere")
        verbose_name_plural = _("elections from elsewhere")

    def __str__(self) -> str:
        return self.title


class Assembly(models.Model):
    """What an assembly decided: between tied projects, or on all the money where that is how a community decides.

    One official writes it down from the acta, another confirms it with the acta in hand.
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="assemblies")
    own_rules = models.BooleanField(_("it decides on all the money, by its own rules"), default=False)
    act_id = models.UUIDField(default=uuid.uuid4, help_text="made by the form: a replayed post is recognised")
    held_at = models.DateTimeField(_("held on"))
    place = models.CharField(_("where"), max_length=200)
    convened_by = models.CharField(_("who convened it"), max_length=200)
    quorum = models.PositiveIntegerField(_("how many people it needed"))
    present = models.PositiveIntegerField(_("how many people came"))
    hands = models.JSONField(default=dict, help_text="hands raised for each project, by its id")
    order = models.JSONField(default=list, help_text="ids, the first decided first")
    signatures = models.TextField(_("who signed the acta"), max_length=2000)
    notes = models.TextField(_("what else the acta says"), max_length=4000, blank=True)
    acta = models.ForeignKey("participation.Attachment", on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("decision of an assembly")
        verbose_name_plural = _("decisions of assemblies")
        constraints = [
            models.UniqueConstraint(
                fields=["contest"], condition=Q(withdrawn_at__isnull=True), name="assembly_one_stands"
            ),
            models.UniqueConstraint(fields=["recorded_by", "act_id"], name="assembly_act_once"),
            models.CheckConstraint(condition=Q(present__gte=F("quorum")), name="assembly_had_its_quorum"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("recorded_by")),
                name="assembly_two_officials",
            ),
        ]

    def __str__(self) -> str:
        return f"assembly of contest {self.contest_id}"


class CountRun(models.Model):
    """One count. It is never changed once it is done; a correction is another one beside it.

    A worker claims it for a while; where it dies, another takes it again and comes to the same result.
    """

    contest = models.ForeignKey(Contest, null=True, on_delete=models.PROTECT, related_name="runs")
    imported = models.ForeignKey(ImportedElection, null=True, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=8, choices=RunState, default=RunState.WAITING)
    reason = models.CharField(_("why it is counted again"), max_length=500, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveIntegerField(default=0, help_text="how often equal shares was run so far")
    assembly = models.ForeignKey(Assembly, null=True, on_delete=models.PROTECT, related_name="runs")
    extra = models.BigIntegerField(default=0, help_text="centavos that other contests left over")
    # Stamped when it is done.
    rule = models.JSONField(default=dict)
    rule_hash = models.CharField(max_length=HASH, blank=True)
    definition_hash = models.CharField(max_length=HASH, blank=True)
    inputs_hash = models.CharField(max_length=HASH, blank=True, help_text="over all that is counted")
    code = models.CharField(max_length=HASH, blank=True, help_text="fingerprint of verify.py: of all code that counts")
    level = models.CharField(max_length=8, blank=True, help_text="what is published of the ballots")
    count = models.JSONField(default=dict, help_text="winners and trace, as the counting command prints them")
    told = models.JSONField(default=dict, help_text="what the pages explain")
    ties = models.JSONField(default=list, help_text="projects among which the declared order decides nothing")
    signature = models.CharField(max_length=128, blank=True)
    public_key = models.CharField(max_length=HASH, blank=True)
    finished_at = models.DateTimeField(_("counted on"), null=True)
    # Two officials publish it.
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published on"), null=True)

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="run_number_once"),
            models.CheckConstraint(
                condition=Q(contest__isnull=False, imported__isnull=True)
                | Q(contest__isnull=True, imported__isnull=False),
                name="run_of_one_election",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(imported__isnull=False)
                | (Q(proposed_by__isnull=False, published_by__isnull=False) & ~Q(proposed_by=F("published_by"))),
                name="run_published_by_two",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(state="done"), name="run_counted_before_published"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=("waiting", "running")), name="run_to_count"),
            models.Index(fields=["contest", "-number"], condition=Q(published_at__isnull=False), name="run_published"),
        ]

    def __str__(self) -> str:
        return f"count {self.number}"

    @property
    def winners(self) -> list[str]:
        """Return the ids of the winners in their order."""
        return list(self.count.get("winners", ()))

    def is_stuck(self, at: datetime) -> bool:
        """Tell whether its worker died."""
        return self.state == RunState.RUNNING and self.lease_until is not None and self.lease_until < at

    def signed(self) -> dict[str, Any]:
        """Return what the signature of a count says."""
        return {
            "code": self.code, "definition": self.definition_hash, "inputs": self.inputs_hash, "rule": self.rule_hash,
            "run": self.number, "winners": self.winners,
        }  # fmt: skip
