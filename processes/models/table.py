"""Co-creation tables: options of solution that an encounter works out from a problem tree, and how it ranks them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.subjects.querysets import shown


class TableState(models.TextChoices):
    """Where the work of a table is."""

    PREPARING = "preparing", _("writing options")
    RANKING = "ranking", _("ranking")
    DECIDED = "decided", _("decided")


class Table(models.Model):
    """What an encounter of the kind "co-creation table" works on: one problem tree. Seats are the encounter's.

    ``present`` is how many were there when the result was published.
    """

    encounter = models.OneToOneField("processes.Encounter", on_delete=models.PROTECT, related_name="table")
    tree = models.ForeignKey("processes.ProblemTree", on_delete=models.PROTECT, related_name="tables")
    state = models.CharField(max_length=10, choices=TableState.choices, default=TableState.PREPARING)
    present = models.PositiveIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("work of a co-creation table")
        verbose_name_plural = _("work of co-creation tables")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="decided", present__isnull=False, decided_at__isnull=False)
                | (~Q(state="decided") & Q(present__isnull=True, decided_at__isnull=True)),
                name="table_decided_whole",
            )
        ]

    def __str__(self) -> str:
        return f"table of encounter {self.encounter_id}"


class SolutionQuerySet(models.QuerySet):
    """Options by visibility."""

    def public(self) -> "SolutionQuerySet":
        """Return those that the table ranks or ranked, in something that is public too."""
        return shown(self.filter(removed_at=None).exclude(table__state="preparing"))  # type: ignore[return-value]


class Solution(models.Model):
    """An option of solution. ``places`` says on how many sheets it stands first, second, …; kept with the result."""

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="solution")
    table = models.ForeignKey(Table, on_delete=models.PROTECT, related_name="solutions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("option of solution"), max_length=200)
    text = models.TextField(_("how it would be done"), max_length=4000, blank=True)
    points = models.PositiveIntegerField(null=True)
    place = models.PositiveSmallIntegerField(null=True)
    places = models.JSONField(default=list, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = SolutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("option of solution")
        verbose_name_plural = _("options of solution")
        constraints = [models.UniqueConstraint(fields=["table", "number"], name="solution_number_once")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()


class RankingSheet(models.Model):
    """What one of those present put first, second, …: keys of options in ``order``, and nothing of who it is."""

    table = models.ForeignKey(Table, on_delete=models.PROTECT, related_name="sheets")
    number = models.PositiveSmallIntegerField()
    order = models.JSONField()
    act_id = models.UUIDField(default=uuid.uuid4, help_text="made by the form: a replayed post is recognised")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sheet of a ranking")
        verbose_name_plural = _("sheets of a ranking")
        constraints = [
            models.UniqueConstraint(fields=["table", "number"], name="ranking_sheet_number_once"),
            models.UniqueConstraint(fields=["table", "act_id"], name="ranking_sheet_act_once"),
        ]

    def __str__(self) -> str:
        return f"sheet {self.number} of table {self.table_id}"
