"""What the panel of joins shows, on the page and in the answer to htmx."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from participation.joins import policies
from participation.joins.models import Join
from participation.joins.registry import joinable
from participation.subjects.models import SubjectCount

if TYPE_CHECKING:
    from participation.models import Person, Subject


def panel(person: "Person | None", subject: "Subject", at: datetime) -> dict[str, Any]:
    """Return how many joined, whether the reader did, and the button with its verdict."""
    kind = joinable(subject)
    assert kind is not None
    known = getattr(subject, "joined_by_me", None)  # fetched with the row, where a page does
    joined = Join.objects.filter(subject=subject, person=person).exists() if person and known is None else bool(known)
    count = subject.counts.joins if hasattr(subject, "counts") else SubjectCount(subject=subject).joins
    return {
        "subject": subject,
        "kind": kind,
        "joined": joined,
        "count": count,
        "words": kind.counted(count),
        "verdict": (policies.may_leave if joined else policies.may_join)(person, subject, at=at),
        "action": reverse("joins:leave" if joined else "joins:join", args=[subject.pk]),
        "closes": kind.closes(subject, at),
    }
