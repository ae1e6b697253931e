"""Who may tell of a re-use, change it, withdraw it and publish it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.access import newcomers, roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.asks.states import AskState
from participation.reuses.models import Reuse

if TYPE_CHECKING:
    from participation.models import Person

WAITING = 5


def may_submit(person: "Person | None", *, at: datetime) -> Verdict:
    """Tell whether the person may tell of one more re-use."""
    return first_denial(lambda: roles.may_take_part(person, at=at), lambda: _within_limits(person, at))


def _within_limits(person: "Person | None", at: datetime) -> Verdict:
    if person is None:
        return ALLOWED
    made = Reuse.objects.filter(author=person)
    if made.filter(state=AskState.PENDING).count() >= WAITING:
        return Denied("reuse_limit", _("Some of yours wait to be read. Tell of the next one when they are published."))
    since = newcomers.since(person, at)
    if since is None:
        return ALLOWED
    return newcomers.may_write_more("asks", made.filter(created_at__gte=since).count())


def may_edit(person: "Person | None", reuse: Reuse, *, at: datetime) -> Verdict:
    """Tell whether the author may change it: until it is published."""
    return first_denial(
        lambda: roles.may_take_part(person, at=at),
        lambda: _is_author(person, reuse),
        lambda: _is(reuse, AskState.PENDING, AskState.RETURNED),
    )


def may_withdraw(person: "Person | None", reuse: Reuse) -> Verdict:
    """Tell whether the author may withdraw it: at any time."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: _is_author(person, reuse),
        lambda: _is(reuse, AskState.PENDING, AskState.RETURNED, AskState.PUBLISHED),
    )


def may_moderate(person: "Person | None", reuse: Reuse) -> Verdict:
    """Tell whether the official may publish or return it."""
    return first_denial(
        lambda: roles.may_work_as(person, roles.MODERATORS, reuse.subject),
        lambda: _is(reuse, AskState.PENDING),
        lambda: roles.may_decide_on(person, reuse.author_id),
    )


def _is_author(person: "Person | None", reuse: Reuse) -> Verdict:
    if person is not None and reuse.author_id == person.pk:
        return ALLOWED
    return Denied("not_author", _("Only its author can do this."))


def _is(reuse: Reuse, *states: AskState) -> Verdict:
    if reuse.state in states:
        return ALLOWED
    return Denied(f"is_{reuse.state}", _("This cannot be done any more: look at how it stands now."))
