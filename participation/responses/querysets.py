"""Reads of answers: coverage, and what is owed by whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from participation.access import roles
from participation.stored import StoredQuery
from participation.subjects.querysets import shown
from participation.web.memo import counted

if TYPE_CHECKING:
    from participation.models import Person, Subject

NO_DAY = date(9999, 12, 31)  # where no day was said: after all others
# By when whoever has it hands it in: the day of its routing, else the one promised. The indexes are over this.
WANTED_BY = Coalesce("act_by", "due_on", Value(NO_DAY), output_field=models.DateField())


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the answers that are owed were published; ``late`` are unpublished and past their date."""

    answered: int
    owed: int
    late: int

    @property
    def percent(self) -> int:
        """Return the share answered, in whole per cent, rounded down: 100 means all of them."""
        return self.answered * 100 // self.owed if self.owed else 0

    @property
    def waiting(self) -> int:
        """Return how many are owed still and not late."""
        return self.owed - self.answered - self.late


class ResponseQuerySet(models.QuerySet):
    """Answers by state."""

    def public(self) -> "ResponseQuerySet":
        """Return published answers to what anybody may see, without those whose words moderation hid."""
        return shown(self).filter(published_at__isnull=False, hidden_at__isnull=True)  # type: ignore[return-value]

    def owed_below(self, parent: "Subject") -> "ResponseQuerySet":
        """Return what is owed to public contributions below a subject, answered or not."""
        return shown(self).filter(subject__ancestors__contains=[parent.pk])  # type: ignore[return-value]

    def late(self, at: datetime) -> "ResponseQuerySet":
        """Return what was to be answered by a day that has passed."""
        return self.filter(published_at__isnull=True, due_on__lt=timezone.localdate(at))

    def at_desk(self, person: "Person") -> "ResponseQuerySet":
        """Return what this official finds on the desk: policies.may_see, row by row, in one condition."""
        rows = self.filter(subject__state="published").by_itself()
        routed, held = roles.scopes(person, roles.ROUTERS), roles.scopes(person, roles.DESK)
        if routed is None or held is None:
            return rows
        if not held:
            return rows.none()
        return rows.filter(_of_offices(held) | _lies_in(routed))

    def by_itself(self) -> "ResponseQuerySet":
        """Return what is not answered through the answer to something else that is published."""
        return self.exclude(published_at__isnull=True, through__state="published")

    def with_day(self) -> "ResponseQuerySet":
        """Return rows with ``wanted``, the day by which the office hands the answer in (NO_DAY for none)."""
        return self.annotate(wanted=WANTED_BY)


class OwedManager(models.Manager.from_queryset(ResponseQuerySet)):  # type: ignore[misc]
    """Leaves out what was taken up elsewhere: no list, desk, term or figure counts it, until it is brought back."""

    def get_queryset(self) -> ResponseQuerySet:
        """Return what is owed or answered here."""
        return super().get_queryset().filter(elsewhere_since__isnull=True)  # type: ignore[no-any-return]


def _lies_in(places: set[int]) -> Q:
    return Q(subject_id__in=places) | Q(subject__ancestors__overlap=list(places)) if places else Q(pk__in=[])


def _of_offices(held: set[int]) -> Q:
    """Return what the holder of these scopes sees: as the official of an office, and as the team of a process."""
    from participation.models import Institution, ResponsePart, Subject

    own = set(Subject.objects.filter(pk__in=held, kind="institution").values_list("pk", flat=True))
    below = Q(subject_id__in=own) | Q(subject__ancestors__overlap=list(own))
    offices = list(Institution.objects.filter(below).values_list("pk", flat=True)) if own else []
    parts = ResponsePart.objects.filter(response=OuterRef("pk"), institution__in=offices)
    unnamed = Q(institution__isnull=True) & _lies_in(own)
    return Q(institution__in=offices) | Exists(parts) | unnamed | (Q(routed_at__isnull=True) & _lies_in(held - own))


def _figures(today: date) -> dict[str, Any]:
    return {
        "answered": Count("pk", filter=Q(published_at__isnull=False)),
        "owed": Count("pk"),
        "late": Count("pk", filter=Q(published_at__isnull=True, due_on__lt=today)),
    }


def coverage(parent_subject: "Subject", at: datetime) -> Coverage:
    """Return how much of what is owed below a subject was answered, in one query."""
    from participation.responses.models import Response

    return Coverage(**Response.objects.owed_below(parent_subject).aggregate(**_figures(timezone.localdate(at))))


@dataclass(frozen=True, slots=True)
class Debtor:
    """Coverage of one institution; ``institution`` is None where nobody was named."""

    institution: Any
    coverage: Coverage


def total(parts: "Iterable[Debtor]") -> Coverage:
    """Return the coverage of all institutions together."""
    each = [part.coverage for part in parts]
    return Coverage(sum(c.answered for c in each), sum(c.owed for c in each), sum(c.late for c in each))


# What the name of an institution and the way to its page need.
NAMED = ("slug", "name", "short_name", "subject_id", "subject__path")


def _institution(row: dict[str, Any]) -> Any:
    from participation.models import Institution, Subject

    if row["institution"] is None:
        return None
    told = {name: row[f"institution__{name}"] for name in NAMED}
    subject = Subject(pk=told.pop("subject_id"), path=told.pop("subject__path"), title=told["name"])
    return Institution(pk=row["institution"], subject=subject, **told)


@StoredQuery
def _owed_by_institution(above: int, today: date) -> models.QuerySet:
    from participation.models import Response

    owed = shown(Response.objects.filter(subject__ancestors__contains=[above])).order_by()
    return owed.values("institution", *(f"institution__{name}" for name in NAMED)).annotate(**_figures(today))


def debtors(parent_subject: "Subject", at: datetime, *, stranger: bool = False) -> list[Debtor]:
    """Return coverage by institution, those with most to answer first, in one query.

    Readers without an account (``stranger``) may be told what was counted a moment ago (web/memo.py).
    """
    above, today = parent_subject.pk, timezone.localdate(at)
    rows = counted(("owed", above, today), lambda: list(_owed_by_institution(above, today)), stranger=stranger)
    found = [Debtor(_institution(row), Coverage(row["answered"], row["owed"], row["late"])) for row in rows]
    return sorted(found, key=lambda each: (each.coverage.answered - each.coverage.owed, str(each.institution or "")))
