"""What an administration inherits: what was public before its first day and had not ended by then.

Each floor adds its kinds (processes; later action plans and commitments). Answers that were owed before that day are
inherited too: for them the answer itself is the word of the new administration.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet

from participation.administrations.models import Administration, Pronouncement
from participation.web.installation import SmallTable
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.models import Response, Subject


@dataclass(frozen=True, slots=True)
class Inheritance:
    """A kind of subject that a new administration must answer for.

    ``keys(start)`` returns the ids of the subjects of this kind that were public and went on at a moment.
    """

    kind: str
    keys: Callable[[datetime], QuerySet]


_inheritances: dict[str, Inheritance] = {}


def register_inheritance(inheritance: Inheritance) -> None:
    """Add a kind (in ``registrations.register()``). Raises ValueError for one that is taken."""
    if _inheritances.get(inheritance.kind, inheritance) != inheritance:
        raise ValueError(f"the inheritance of {inheritance.kind} is registered twice")
    _inheritances[inheritance.kind] = inheritance


def standing() -> QuerySet:
    """Return the administrations that were not withdrawn, the last to begin first."""
    return Administration.objects.filter(withdrawn_at__isnull=True).order_by("-starts_on")


known = SmallTable(standing)  # as pages know them


def current(at: datetime) -> Administration | None:
    """Return the administration that governs at a moment; None where no change was ever declared."""
    return standing().filter(starts_on__lte=local_day(at)).first()


def shown_current(at: datetime) -> Administration | None:
    """Return the same for a page, of what this process knows."""
    today = local_day(at)
    return next((each for each in known() if each.starts_on <= today), None)


def subjects(administration: Administration) -> "QuerySet[Subject]":
    """Return what an administration inherits, with whether it said anything of it (``is_answered_for``)."""
    from participation.models import Subject

    said = Pronouncement.objects.filter(administration=administration, subject=OuterRef("pk"))
    rows = Subject.objects.none()
    for inheritance in _inheritances.values():
        rows = rows | Subject.objects.filter(
            kind=inheritance.kind, pk__in=inheritance.keys(administration.starts_at), state="published"
        )
    return rows.defer("search").annotate(is_answered_for=Exists(said))


def is_inherited(subject: "Subject", administration: Administration) -> bool:
    """Tell whether an administration must answer for a subject."""
    inheritance = _inheritances.get(subject.kind)
    if inheritance is None:
        return False
    return inheritance.keys(administration.starts_at).filter(subject=subject.pk).exists()


def answers(administration: Administration) -> "QuerySet[Response]":
    """Return the answers that were owed on an administration's first day."""
    from participation.models import Response

    start = administration.starts_at
    return Response.objects.filter(owed_since__lt=start).exclude(published_at__lt=start)


def is_unanswered(response: "Response | None", at: datetime) -> bool:
    """Tell whether an answer was owed before the present administration and is owed still."""
    if response is None or response.published_at is not None or response.elsewhere_since is not None:
        return False
    administration = shown_current(at)
    return administration is not None and response.owed_since < administration.starts_at
