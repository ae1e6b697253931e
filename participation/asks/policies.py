"""Who may ask, change, withdraw, moderate and answer; what is closed is said before what the person lacks."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.access import newcomers, roles
from participation.access.eligibility import asks_verification, check
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict, first_denial
from participation.asks.models import Ask
from participation.asks.registry import AskKind, Place, get_kind, place_of
from participation.asks.states import SHOWN, AskState
from participation.contribution import Channel
from participation.moderation.things import Thing
from participation.subjects.visibility import is_shown
from participation.verification.querysets import of_same_person

if TYPE_CHECKING:
    from participation.models import Person, Subject


@dataclass(frozen=True, slots=True)
class Asked:
    """How many asks of somebody wait for their answer at a place, and how many they wrote since they are new."""

    waiting: int
    written: int


def may_ask(
    person: "Person | None", kind: AskKind, place: Place, *, at: datetime, asked: Asked | None = None
) -> Verdict:
    """Tell whether the person may ask for one more thing of a kind at a place.

    ``asked`` is what a list read for many places at once; else it is counted here.
    """
    return first_denial(
        lambda: kind.clock(place, "ask", at),
        lambda: roles.may_take_part(person, at=at),
        lambda: check(kind.rules(place).who_may_ask, person, at=at),
        lambda: _within_limit(person, kind, place, asked),
        lambda: _within_newcomers(person, at, asked),
    )


def may_at(
    person: "Person | None", kind: AskKind, place: Place, act: str, *, at: datetime, asked: Asked | None = None
) -> Verdict:
    """Tell whether the person may ask, join or comment at a place, whatever they join or comment on there."""
    if act == "ask":
        return may_ask(person, kind, place, at=at, asked=asked)
    rules = kind.rules(place)
    return first_denial(
        lambda: kind.clock(place, act, at),
        lambda: roles.may_take_part(person, at=at),
        lambda: check(rules.who_may_join if act == "join" else rules.who_may_comment, person, at=at),
    )


def _within_limit(person: "Person | None", kind: AskKind, place: Place, asked: Asked | None) -> Verdict:
    rules = kind.rules(place)
    if not rules.per_person or person is None:
        return ALLOWED
    if asked is None:
        own = of_same_person("author", person) if asks_verification(rules.who_may_ask) else Q(author=person)
        waiting = Ask.objects.filter(own, kind=kind.name).at_place(place).waiting().count()
    else:
        waiting = asked.waiting
    if waiting < rules.per_person:
        return ALLOWED
    message = ngettext(
        "You have %(n)s that waits for its answer, which is the limit. Ask again when it is answered.",
        "You have %(n)s that wait for their answer, which is the limit. Ask again when one is answered.",
        rules.per_person,
    )
    return Denied(
        "ask_limit", message % {"n": rules.per_person}, Remedy(_("See yours"), f"{kind.list_path(place)}?mine=1")
    )


def _within_newcomers(person: "Person | None", at: datetime, asked: Asked | None) -> Verdict:
    since = newcomers.since(person, at) if person is not None else None
    if person is None or since is None:
        return ALLOWED
    return newcomers.may_write_more("asks", asked.written if asked else handed_in(person, since))


def handed_in(person: "Person", since: datetime) -> int:
    """Return how many asks somebody wrote themselves since a moment."""
    channels = [Channel.WEB, Channel.API]
    return Ask.objects.filter(author=person, created_at__gte=since, channel__in=channels).count()


def may_capture(officer: "Person | None", place: Place) -> Verdict:
    """Tell whether an officer may write down what somebody else asks for."""
    return roles.may_work_as(officer, roles.OFFICIALS, place)


def may_edit(person: "Person | None", ask: Ask, *, at: datetime) -> Verdict:
    """Tell whether the author may change it: until somebody joins or works on the answer."""
    return first_denial(
        lambda: roles.may_take_part(person, at=at), lambda: _is_author(person, ask), lambda: _untouched(ask)
    )


def may_withdraw(person: "Person | None", ask: Ask, *, at: datetime) -> Verdict:
    """Tell whether the author may withdraw it: only while nobody joined and nobody works on the answer."""
    return first_denial(
        lambda: roles.may_be_signed_in(person), lambda: _is_author(person, ask), lambda: _untouched(ask)
    )


def _untouched(ask: Ask) -> Verdict:
    if ask.state in {AskState.PENDING, AskState.RETURNED}:
        return ALLOWED
    if ask.state == AskState.ANSWERED:
        return Denied("answered", _("It was answered, so it stays as it is."))
    shown = _is_public(ask)
    if not shown:
        return shown
    response = getattr(ask.subject, "response", None)
    if response is not None and (response.in_evaluation_since or response.prepared_at):
        return Denied("in_evaluation", _("Its answer is being prepared, so it stays as it is."))
    if ask.subject.counts.joins:
        return Denied("joined", _("Other people joined, so it stays as it is. You can explain more in a comment."))
    return ALLOWED


def may_moderate(person: "Person | None", ask: Ask) -> Verdict:
    """Tell whether the person may publish or return what waits for moderation."""
    return first_denial(
        lambda: _over(person, roles.MODERATORS, ask),
        lambda: _from_outside(person, ask),
        lambda: (
            ALLOWED
            if ask.state == AskState.PENDING
            else Denied("not_pending", _("This does not wait for moderation any more."))
        ),
        lambda: roles.may_decide_on(person, ask.author_id),
    )


def _from_outside(person: "Person | None", ask: Ask) -> Verdict:
    """Ask the kind which moderators may not decide on what it holds."""
    guard = get_kind(ask.kind).moderated
    return guard(person, Thing(ask.subject)) if guard is not None else ALLOWED


def answerable(ask: Ask) -> Verdict:
    """Tell whether it can be answered now; who may is asked of the engine (participation/responses)."""
    return _is_public(ask)


def _over(person: "Person | None", kinds: set[str], ask: Ask) -> Verdict:
    """Ask for a role where it stands, or over who was asked."""
    if ask.institution is not None and roles.holds(person, kinds, ask.institution.subject):
        return ALLOWED
    return roles.may_work_as(person, kinds, ask.subject)


def takes_joins(ask: Ask, *, at: datetime) -> Verdict:
    """Tell whether others may join now, whoever asks."""
    place = place_of(ask.subject)
    return first_denial(
        lambda: _is_public(ask),
        lambda: (
            Denied("answered", _("It was answered: nobody needs to join any more."))
            if ask.state == AskState.ANSWERED
            else ALLOWED
        ),
        lambda: get_kind(ask.kind).clock(place, "join", at),
    )


def may_comment(person: "Person | None", ask: Ask, *, at: datetime) -> Verdict:
    """Tell whether the person may comment."""
    kind, place = get_kind(ask.kind), place_of(ask.subject)
    return first_denial(
        lambda: _is_public(ask),
        lambda: kind.clock(place, "comment", at),
        lambda: roles.may_take_part(person, at=at),
        lambda: check(kind.rules(place).who_may_comment, person, at=at),
    )


def _is_author(person: "Person | None", ask: Ask) -> Verdict:
    if person is not None and ask.author_id == person.pk:
        return ALLOWED
    return Denied("not_author", _("Only its author can do this."))


def _is_public(ask: Ask) -> Verdict:
    if ask.state in SHOWN and is_shown(ask.subject):
        return ALLOWED
    if ask.state == AskState.WITHDRAWN:
        return Denied("withdrawn", _("Its author withdrew it."))
    if ask.subject.state == "hidden":
        return Denied("hidden", _("It was hidden by moderation."))
    return Denied("not_published", _("It is not published."))


def of_subject(subject: "Subject") -> Ask:
    """Return the ask behind a subject: the one that the page fetched, else with what policies read."""
    kept = subject._state.fields_cache.get("ask")
    if kept is not None:
        return kept  # type: ignore[no-any-return]
    ask: Ask = Ask.objects.for_page().get(subject=subject)
    ask.subject = subject
    return ask
