"""Many asks before one person: what the policies read of each, brought at once for a list."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count

from participation.access import newcomers
from participation.access.facts import asks_verification, know
from participation.asks.models import Ask
from participation.asks.policies import Asked, handed_in
from participation.asks.registry import AskKind, all_kinds, get_kind, place_of
from participation.joins.models import Join
from participation.subjects.above import look_above
from participation.verification.querysets import accounts_of, of_same_person

if TYPE_CHECKING:
    from participation.models import Person, Subject


def gather_asks(asks: Sequence[Ask], person: "Person") -> None:
    """Bring the places of asks, what their rules ask of the person, and what other accounts of theirs joined."""
    if not asks:
        return
    subjects = [ask.subject for ask in asks]
    look_above(subjects)
    for kind in all_kinds():
        places = [place for ask in asks if ask.kind == kind.name and (place := place_of(ask.subject)) is not None]
        if places:
            kind.gather(places)
    rules = [get_kind(ask.kind).rules(place_of(ask.subject)) for ask in asks]
    know(person, [rule for each in rules for rule in (*each.who_may_join, *each.who_may_comment)])
    joins = Join.objects.filter(subject__in=[subject.pk for subject in subjects], person__in=accounts_of(person))
    elsewhere = set(joins.exclude(person=person).values_list("subject_id", flat=True))
    for subject in subjects:
        subject.joined_elsewhere = subject.pk in elsewhere  # type: ignore[attr-defined]


def asked_at(kind: AskKind, places: Sequence["Subject"], person: "Person", at: datetime) -> dict[int, Asked]:
    """Return what the limits ask of somebody at many places, in two queries at most, and read what the rules ask."""
    rules = {place.pk: kind.rules(place) for place in places}
    asked = [(each.who_may_ask, each.who_may_join, each.who_may_comment) for each in rules.values()]
    know(person, [rule for acts in asked for who in acts for rule in who])
    since = newcomers.since(person, at)
    written = 0 if since is None else handed_in(person, since)
    rows = Ask.objects.filter(of_same_person("author", person), kind=kind.name, subject__parent__in=list(rules))
    found: dict[int, int] = dict.fromkeys(rules, 0)
    counts = rows.waiting().order_by().values_list("subject__parent", "author").annotate(n=Count("pk"))
    for place, author, count in counts:
        if author == person.pk or asks_verification(rules[place].who_may_ask):
            found[place] += count
    return {place: Asked(waiting=count, written=written) for place, count in found.items()}


def gather_subjects(subjects: list["Subject"], person: "Person") -> None:
    """Bring the asks of subjects, for whoever asks which of them take comments."""
    found = {ask.subject_id: ask for ask in Ask.objects.for_page().filter(subject__in=[each.pk for each in subjects])}
    for subject in subjects:
        ask = found[subject.pk]
        subject.parent = ask.subject.parent
        ask.subject = subject
    gather_asks(list(found.values()), person)
