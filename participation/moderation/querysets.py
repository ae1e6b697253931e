"""Reads of moderation: the queue, what is hidden now, who reported, and the public figures."""

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from participation.access import roles
from participation.moderation.models import Decision, Flag

if TYPE_CHECKING:
    from participation.models import Comment, Person, Subject


def _same_thing(model: Any) -> QuerySet:
    """Return rows about the same subject and comment as the outer row; no comment equals no comment."""
    rows = model.objects.filter(subject=OuterRef("subject"))
    return rows.alias(c=Coalesce("comment_id", 0)).filter(c=Coalesce(OuterRef("comment_id"), 0))


def in_scope(queryset: QuerySet, person: "Person | None") -> QuerySet:
    """Narrow flags or decisions to what the person may moderate."""
    held = roles.scopes(person, roles.MODERATORS)
    if held is None:
        return queryset
    if not held:
        return queryset.none()
    return queryset.filter(Q(subject_id__in=held) | Q(subject__ancestors__overlap=list(held)))


def waiting(person: "Person | None") -> QuerySet[Flag]:
    """Return one flag, the oldest open one, for each reported thing that the person may decide on."""
    open_flags = Flag.objects.filter(decision__isnull=True)
    earlier = _same_thing(Flag).filter(decision__isnull=True, pk__lt=OuterRef("pk"))
    first = open_flags.filter(~Exists(earlier))
    return in_scope(first, person).select_related("subject", "comment__author")


def hidden_now(person: "Person | None") -> QuerySet[Decision]:
    """Return the last decision on each thing that is hidden now and that the person may show again."""
    later = _same_thing(Decision).filter(pk__gt=OuterRef("pk"))
    hides = Decision.objects.filter(outcome=Decision.Outcome.HIDE).filter(
        Q(comment__state="hidden") | Q(comment__isnull=True, subject__state="hidden")
    )
    return in_scope(hides.filter(~Exists(later)), person).select_related("subject", "comment__author")


def open_flags_of(things: list[Flag]) -> dict[tuple[int, int | None], list[Flag]]:
    """Return the open flags of some things by (subject, comment), in one query."""
    found: dict[tuple[int, int | None], list[Flag]] = {(flag.subject_id, flag.comment_id): [] for flag in things}
    subjects = {flag.subject_id for flag in things}
    for flag in Flag.objects.filter(decision__isnull=True, subject__in=subjects).order_by("pk"):
        found.get((flag.subject_id, flag.comment_id), []).append(flag)
    return found


def flags_on(subject: "Subject", comment: "Comment | None") -> QuerySet[Flag]:
    """Return the open flags on one thing, oldest first."""
    flags = Flag.objects.filter(subject=subject, decision__isnull=True)
    return (flags.filter(comment=comment) if comment else flags.filter(comment__isnull=True)).order_by("pk")


def decisions_on(subject: "Subject", comment: "Comment | None") -> QuerySet[Decision]:
    """Return what was decided on one thing, newest first."""
    made = Decision.objects.filter(subject=subject)
    return (made.filter(comment=comment) if comment else made.filter(comment__isnull=True)).order_by("-pk")


def flaggers_of(decision_id: int) -> QuerySet[Any]:
    """Return the ids of those whose reports a decision answered: they are told, nobody else learns who they are."""
    return Flag.objects.filter(decision=decision_id).values_list("person_id", flat=True)


def figures() -> dict[str, Any]:
    """Return the public numbers: decisions by outcome, reports by reason, reports that wait. Three queries."""
    return {
        "outcomes": dict(Decision.objects.values_list("outcome").annotate(n=Count("pk")).order_by("outcome")),
        "reasons": dict(Flag.objects.values_list("reason").annotate(n=Count("pk")).order_by("reason")),
        "open": Flag.objects.filter(decision__isnull=True).count(),
    }
