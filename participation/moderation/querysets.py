"""Reads of moderation: the queue, what is hidden now, who reported, and the public figures."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from participation.access import roles
from participation.moderation.models import Appeal, Decision, Flag, Part, Rule, Suspicion, TextPrint
from participation.web.installation import keep

if TYPE_CHECKING:
    from participation.models import Person
    from participation.moderation.things import Thing


def _same_thing(model: Any) -> QuerySet:
    """Return rows about the same thing as the outer row; no comment equals no comment."""
    rows = model.objects.filter(subject=OuterRef("subject"))
    if model is not Suspicion:
        rows = rows.filter(part=OuterRef("part"))
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
    text, answer, name = Q(part=Part.TEXT), Q(part=Part.ANSWER), Q(part=Part.NAME)
    hides = Decision.objects.filter(outcome=Decision.Outcome.HIDE).filter(
        text & (Q(comment__state="hidden") | Q(comment__isnull=True, subject__state="hidden"))
        | answer & Q(subject__response__hidden_at__isnull=False)
        | name & Q(named__name_hidden_at__isnull=False)
    )
    return in_scope(hides.filter(~Exists(later)), person).select_related("subject", "comment__author", "rule")


def suspected(person: "Person | None") -> QuerySet[Suspicion]:
    """Return one open suspicion, the oldest, for each thing that the person may decide on."""
    open_ones = Suspicion.objects.filter(decision__isnull=True)
    earlier = _same_thing(Suspicion).filter(decision__isnull=True, pk__lt=OuterRef("pk"))
    return in_scope(open_ones.filter(~Exists(earlier)), person).select_related("subject", "comment__author")


def appeals_in_scope(appeals: QuerySet[Appeal], person: "Person | None") -> QuerySet[Appeal]:
    """Narrow appeals to what the person may moderate; those of blocked accounts belong to the whole installation."""
    held = roles.scopes(person, roles.MODERATORS)
    if held is None:
        return appeals
    if not held:
        return appeals.none()
    within = Q(decision__subject_id__in=held) | Q(decision__subject__ancestors__overlap=list(held))
    return appeals.filter(within)


def appeals_for(person: "Person | None") -> QuerySet[Appeal]:
    """Return the open appeals that the person may decide on: of their scope, never against their own decisions."""
    if person is None:
        return Appeal.objects.none()
    open_ones = Appeal.objects.filter(outcome="").exclude(person=person)
    others = open_ones.exclude(decision__by=person).exclude(block__by=person)
    return appeals_in_scope(others, person).select_related(
        "decision__subject", "decision__comment", "decision__rule", "block__rule"
    )


def rules_in_force() -> QuerySet[Rule]:
    """Return the house rules in their order."""
    return Rule.objects.filter(retired_at__isnull=True).order_by("position", "pk")


def shown_rules() -> list[Rule]:
    """Return the same for pages and the choices of forms, as they were within the last two seconds."""
    return keep("rules", lambda: list(rules_in_force()))  # type: ignore[no-any-return]


ThingKey = tuple[int, int | None, str]
# What the rows of a union hold: what it is, the thing, its number or how many, the reason or kind, text, count, moment.
THING = ("subject_id", "comment_id", "part")
NOTHING = (Value(""), Value(""), Value(0), Value(None, DateTimeField()))


@dataclass(slots=True)
class Said:
    """What waits for a decision on a thing, the oldest first, and how many decisions were made on it before."""

    flags: list[Flag] = field(default_factory=list)
    suspicions: list[Suspicion] = field(default_factory=list)
    before: int = 0


def said_of(rows: Iterable[Any], *, waiting: bool = True) -> dict[ThingKey, Said]:
    """Return what was said of the things of some flags, suspicions or decisions, in one query.

    Of things that do not wait any more only how often they were decided on.
    """
    found = {(row.subject_id, row.comment_id, getattr(row, "part", Part.TEXT.value)): Said() for row in rows}
    subjects = {subject for subject, _comment, _part in found}
    decided = Decision.objects.filter(subject__in=subjects).order_by().values(*THING).annotate(n=Count("pk"))
    counts = decided.values_list(Value("decision"), *THING, "n", *NOTHING)
    open_ones = []
    if waiting:
        open_ones = _open(
            Flag.objects.filter(decision__isnull=True, subject__in=subjects),
            Suspicion.objects.filter(decision__isnull=True, subject__in=subjects),
        )
    _sort(counts.union(*open_ones, all=True), found.get)
    return found


def said_on(thing: "Thing") -> Said:
    """Return what waits for a decision on one thing, in one query."""
    flags = thing.rows(Flag).filter(decision__isnull=True)
    noticed = Suspicion.objects.filter(subject=thing.subject, comment=thing.comment, decision__isnull=True)
    if thing.part != Part.TEXT:
        noticed = noticed.none()
    first, second = _open(flags, noticed)
    found = Said()
    # A name is one thing wherever it was seen: whatever is found is about this one.
    _sort(first.union(second, all=True), lambda _key: found)
    return found


def _open(flags: QuerySet[Flag], suspicions: QuerySet[Suspicion]) -> list[Any]:
    text = Value(Part.TEXT.value, CharField())
    return [
        flags.order_by().values_list(Value("flag"), *THING, "pk", "reason", "text", Value(0), "at"),
        suspicions.order_by().values_list(
            Value("suspicion"), "subject_id", "comment_id", text, "pk", "kind", Value(""), "count", "at"
        ),
    ]


def _sort(rows: Iterable[Any], said_of_key: Callable[[ThingKey], Said | None]) -> None:
    """Put what was read to its thing, the oldest first; what belongs to none of them is left."""
    for what, subject, comment, part, number, kind, text, count, at in sorted(rows, key=itemgetter(4)):
        said = said_of_key((subject, comment, part))
        if said is None:
            continue
        if what == "decision":
            said.before = number
        elif what == "flag":
            said.flags.append(Flag(pk=number, subject_id=subject, part=part, reason=kind, text=text, at=at))
        else:
            said.suspicions.append(Suspicion(pk=number, subject_id=subject, kind=kind, count=count, at=at))


def decisions_on(thing: "Thing") -> QuerySet[Decision]:
    """Return what was decided on one thing, newest first."""
    return thing.rows(Decision).select_related("rule").order_by("-pk")


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds a thing: what it answers, what came after, and what its author wrote in the same process.

    Nothing of other processes: no official sees what one person does across them.
    """

    answers: Any
    replies: list[Any]
    hidden: int
    written: int
    same: list[Any]


def around(thing: "Thing") -> Around:
    """Return what a moderator should read before deciding on a thing."""
    from participation.comments.models import Comment

    comment, subject = thing.comment, thing.subject
    replies: list[Any] = []
    answers = None
    if comment is not None:
        answers = comment.parent
        replies = list(Comment.objects.with_people().filter(parent=comment, state="visible").order_by("at", "pk")[:3])
    top = [*subject.ancestors, subject.pk][:2]  # the institution and the process, or what stands alone
    here = Comment.objects.filter(author_id=thing.author_id).filter(_within(top[-1]))
    row = here.aggregate(hidden=Count("pk", filter=Q(state="hidden")), written=Count("pk"))
    return Around(answers, replies, row["hidden"], row["written"], _with_the_same_text(thing))


def _within(subject_id: int) -> Q:
    return Q(subject_id=subject_id) | Q(subject__ancestors__contains=[subject_id])


def _with_the_same_text(thing: "Thing") -> list[Any]:
    """Return where else the same text stands, where a machine noticed that."""
    if thing.part != Part.TEXT:
        return []
    about = {"subject": thing.subject, "comment": thing.comment}
    own = TextPrint.objects.filter(**about).exclude(digest="").order_by("pk").values("digest")[:1]
    others = TextPrint.objects.filter(digest=Subquery(own)).exclude(**about).select_related("subject", "comment")
    return list(others.order_by("-at", "-pk")[:5])


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
