"""Reads of notices."""

from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, Func, IntegerField, OuterRef, QuerySet

from participation.notifications.models import MailPlan, Notice, Preference, SubjectChoice
from participation.notifications.registry import NoticeKind, all_kinds
from participation.subjects.querysets import lies_in_closed

if TYPE_CHECKING:
    from participation.models import Person, Subject


MOST_UNREAD = 99


def unread_of_row() -> Func:
    """Return the expression, over a person's row, of how many notices they have not read (at most 99)."""
    unread = Notice.objects.filter(person=OuterRef("pk"), read_at__isnull=True)
    first = ArraySubquery(unread.order_by().values("pk")[:MOST_UNREAD])
    return Func(first, function="cardinality", output_field=IntegerField())


def inbox_of(person: "Person") -> QuerySet[Notice]:
    """Return a person's notices with all that their words need: also whether something above the subject is closed."""
    rows = Notice.objects.filter(person=person).select_related("event__subject", "event__actor")
    return rows.annotate(closed_above=ExpressionWrapper(lies_in_closed("event__subject"), BooleanField()))


def kinds_for(person: "Person") -> list[NoticeKind]:
    """Return the kinds that concern a person: those of officials only for officials."""
    return [kind for kind in all_kinds() if kind.name != "work" or person.is_staff]


def choices_of(person: "Person") -> dict[tuple[str, str], bool]:
    """Return what the person chose, by kind and channel."""
    rows = Preference.objects.filter(person=person).values_list("kind", "channel", "wanted")
    return {(kind, channel): wanted for kind, channel, wanted in rows}


def plan_of(person: "Person") -> MailPlan:
    """Return how often a person gets mails; where they never chose, each at once."""
    return MailPlan.objects.filter(person=person).first() or MailPlan(person=person)


def level_of(person: "Person", subject: "Subject") -> str:
    """Return what a person chose for one thing; empty where the general choice counts."""
    rows = SubjectChoice.objects.filter(person=person, subject=subject)
    return rows.values_list("level", flat=True).first() or ""


def hears_of(person: "Person", subject: "Subject") -> bool:
    """Tell whether a person follows a subject, chose for it, or was told of it before."""
    return (
        subject.followers.filter(person=person).exists()
        or SubjectChoice.objects.filter(person=person, subject=subject).exists()
        or Notice.objects.filter(person=person, event__subject=subject).exists()
    )
