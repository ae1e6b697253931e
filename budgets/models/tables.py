"""Voting on paper: the table of a contest at a collection point, what was typed from its box, and its acta."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgets.models.budget import Contest


class RollMode(models.TextChoices):
    """How a table asks who voted already; declared when it is announced."""

    CONNECTED = "connected", _("the roll is asked before each person gets a ballot")
    ENVELOPES = (
        "envelopes",
        _("no connection: numbered envelopes, opened once the roll was asked"),
    )


class Table(models.Model):
    """A table: from when to when, how many signed, and what its acta says."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="tables")
    point = models.ForeignKey("processes.Point", on_delete=models.PROTECT, related_name="voting_tables")
    mode = models.CharField(_("how the roll is asked"), max_length=9, choices=RollMode, default=RollMode.CONNECTED)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    signed = models.PositiveIntegerField(_("people who signed"), default=0)
    ballots = models.PositiveIntegerField(_("valid ballots"), null=True, editable=False)
    void = models.PositiveIntegerField(_("void ballots"), null=True, editable=False)
    explanation = models.TextField(_("why the numbers differ"), max_length=2000, blank=True)
    disputed_at = models.DateTimeField(_("disputed on"), null=True, blank=True, editable=False)
    dispute = models.TextField(_("what is disputed"), max_length=2000, blank=True)
    scan = models.ForeignKey("participation.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("acta of"), null=True, editable=False)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("voting table")
        verbose_name_plural = _("voting tables")
        constraints = [
            models.UniqueConstraint(fields=["contest", "point"], name="table_of_a_point_once"),
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="table_opens_before_it_closes"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(ballots__isnull=False, void__isnull=False, closed_by__isnull=False),
                name="table_closed_with_its_numbers",
            ),
        ]
        indexes = [models.Index(fields=["contest", "closes_at"], name="table_of_contest")]

    def __str__(self) -> str:
        return f"table {self.pk}"

    @property
    def difference(self) -> int:
        """Return how many more signed than ballots were found; below 0 where there are more ballots."""
        return self.signed - (self.ballots or 0) - (self.void or 0)

    @property
    def is_reconciled(self) -> bool:
        """Tell whether every signature has its ballot."""
        return self.closed_at is not None and self.difference == 0


class PaperState(models.TextChoices):
    """Where a ballot on paper is."""

    ENTERED = "entered", _("typed once")
    DIFFERS = "differs", _("the two entries differ")
    AGREED = "agreed", _("typed twice, the same")
    SETTLED = "settled", _("settled by a third person")


class PaperBallot(models.Model):
    """A ballot from the box of a table, by its number there. What was typed is sealed, and erased with the acta."""

    table = models.ForeignKey(Table, on_delete=models.PROTECT, related_name="papers")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(max_length=8, choices=PaperState, default=PaperState.ENTERED)
    first = models.TextField(blank=True)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second = models.TextField(blank=True)
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled = models.TextField(blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ballot on paper")
        verbose_name_plural = _("ballots on paper")
        constraints = [
            models.UniqueConstraint(fields=["table", "number"], name="paper_number_once"),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("first_by")), name="paper_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | (~Q(settled_by=F("first_by")) & ~Q(settled_by=F("second_by"))),
                name="paper_settled_by_a_third",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_id}/{self.number}"
