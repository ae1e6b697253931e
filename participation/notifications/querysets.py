"""Reads of notices."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, Func, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from participation.notifications.models import MailPlan, Notice, Preference, SubjectChoice, Suppression
from participation.notifications.registry import NoticeKind, all_kinds
from participation.notifications.suppression import digest_of
from participation.subjects.querysets import lies_in_closed

if TYPE_CHECKING:
    from participation.models import Person, Subject


MOST_UNREAD = 99


def unread_of_row() -> Func:
    """Return the expression, over a person's row, of how many notices they have not read (at most 99)."""
    unread = Notice.objects.filter(person=OuterRef("pk"), read_at__isnull=True)
    first = ArraySubquery(unread.order_by().values("pk")[:MOST_UNREAD])
    return Func(first, function="cardinality", output_field=IntegerField())


def inbox_of(person: "Person | int") -> QuerySet[Notice]:
    """Return a person's notices with all that their words need: also whether something above the subject is closed."""
    rows = Notice.objects.filter(person=person).select_related("event__subject", "event__actor")
    return rows.annotate(closed_above=ExpressionWrapper(lies_in_closed("event__subject"), BooleanField()))


def kinds_for(person: "Person") -> list[NoticeKind]:
    """Return the kinds that concern a person: those of officials only for officials."""
    return [kind for kind in all_kinds() if kind.name != "work" or person.is_staff]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person chose, by kind and channel; how often mails come; why nothing is sent to their address, if so."""

    wanted: dict[tuple[str, str], bool]
    plan: MailPlan
    stopped: Suppression | None


def chosen_by(person: "Person") -> Chosen:
    """Return what the page of a person's choices shows, in one query. Who never chose gets each mail at once."""
    from participation.models import Person

    theirs = Preference.objects.filter(person=OuterRef("pk")).order_by()
    stopped = Suppression.objects.filter(digest=digest_of(person.email or ""), lifted_at__isnull=True)
    found = (
        Person.objects.filter(pk=person.pk)
        .values_list(
            ArraySubquery(theirs.values(told=JSONObject(kind="kind", channel="channel", wanted="wanted"))),
            "mail_plan__rhythm",
            "mail_plan__hour",
            "mail_plan__weekday",
            Subquery(stopped.values("reason")[:1]),
            Subquery(stopped.values("at")[:1]),
        )
        .get()
    )
    told, rhythm, hour, weekday, reason, since = found
    plan = MailPlan(person=person) if rhythm is None else MailPlan(person.pk, rhythm, hour, weekday)
    return Chosen(
        {(row["kind"], row["channel"]): row["wanted"] for row in told},
        plan,
        Suppression(reason=reason, at=since) if reason and person.email else None,
    )


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
