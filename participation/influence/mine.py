"""What became of everything in which a person took part, told to that person alone.

A kind of participation that can lead to something names the way from its rows to their subject
(``ParticipationKind.subject``). The number of queries depends neither on how much somebody did nor on what came of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from participation.origins.models import Link
from participation.origins.traces import Step, came_of
from participation.privacy.participations import ParticipationKind, all_participations
from participation.subjects.models import Subject

if TYPE_CHECKING:
    from participation.models import Person

ANSWERED = Q(response__published_at__isnull=False, response__hidden_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Sum:
    """In how many things somebody took part, how many were answered, of how many something came."""

    things: int
    answered: int
    led: int


@dataclass(frozen=True, slots=True)
class Influence:
    """One thing: what the person did there, and what came of it."""

    subject: Subject
    did: list[Any]
    steps: list[Step]


def _kinds() -> list[ParticipationKind]:
    return [kind for kind in all_participations() if kind.subject]


def taken_part(person: "Person") -> "QuerySet[Subject]":
    """Return the public things in which somebody took part."""
    part = Q()
    for kind in _kinds():
        part |= Q(pk__in=kind.rows(person).order_by().values(kind.subject))
    return Subject.objects.public().filter(part) if part else Subject.objects.none()


def sum_of(person: "Person") -> Sum:
    """Return the figures of the whole page."""
    led = Exists(Link.objects.filter(source=OuterRef("pk")))
    rows = taken_part(person).annotate(led=led)
    found = rows.aggregate(
        things=Count("pk"), answered=Count("pk", filter=ANSWERED), of_which=Count("pk", filter=Q(led=True))
    )
    return Sum(found["things"], found["answered"], found["of_which"])


def moved(person: "Person") -> "QuerySet[Subject]":
    """Return those that were answered, or of which something came, with when that was last."""
    last = Link.objects.filter(source=OuterRef("pk")).order_by().values("source").annotate(at=Max("at")).values("at")
    answered = Case(When(ANSWERED, then="response__published_at"))
    rows = taken_part(person).annotate(moved_at=Greatest(answered, Subquery(last)))
    return rows.filter(moved_at__isnull=False).select_related("response").defer("search")


def told(person: "Person", subjects: Iterable[Subject]) -> list[Influence]:
    """Return, for some things, what the person did there and what came of each."""
    subjects = list(subjects)
    did = _did(person, [subject.pk for subject in subjects])
    came = came_of(subjects)
    return [Influence(one, did.get(one.pk, []), [*_answer(one), *came.get(one.pk, [])]) for one in subjects]


def _did(person: "Person", subjects: list[int]) -> dict[int, list[Any]]:
    kinds = {kind.name: kind for kind in _kinds()}
    parts = [
        kind.rows(person).filter(**{f"{kind.subject}__in": subjects}).order_by().values_list(Value(name), kind.subject)
        for name, kind in kinds.items()
    ]
    found: dict[int, list[Any]] = {}
    if parts and subjects:
        rows = parts[0].union(*parts[1:])
        order = list(kinds)
        for name, subject in sorted(rows, key=lambda row: order.index(row[0])):
            found.setdefault(subject, []).append(kinds[name].label)
    return found


def _answer(subject: Subject) -> list[Step]:
    response = getattr(subject, "response", None)
    if response is None or response.published_at is None or response.hidden_at is not None:
        return []
    verdict = str(response.get_verdict_display())
    return [
        Step(_("Answer with reasons"), verdict, at=response.published_at, url=f"{subject.get_absolute_url()}#respuesta")
    ]
