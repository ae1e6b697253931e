"""Who may join, and take it back."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.access.eligibility import asks_verification, check
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.joins.models import Join
from participation.joins.registry import joinable
from participation.subjects.visibility import author_id_of, is_shown
from participation.verification.querysets import accounts_of

if TYPE_CHECKING:
    from participation.models import Person, Subject


def may_join(person: "Person | None", subject: "Subject", *, at: datetime) -> Verdict:
    """Tell whether the person may say "me too" now; what is closed is said before what the person lacks."""
    kind = joinable(subject)
    if kind is None:
        return Denied("not_joined", _("Nobody can join this."))
    return first_denial(
        lambda: is_open(subject, at=at),
        lambda: roles.may_take_part(person, at=at),
        lambda: _not_own(person, subject),
        lambda: check(kind.rules(subject), person, at=at),
        lambda: _first_of_identity(person, subject),
    )


def may_leave(person: "Person | None", subject: "Subject", *, at: datetime) -> Verdict:
    """Tell whether the person may take it back: while it is open."""
    return first_denial(lambda: is_open(subject, at=at), lambda: roles.may_be_signed_in(person))


def is_open(subject: "Subject", *, at: datetime) -> Verdict:
    """Tell whether a subject takes joins now, whoever asks."""
    kind = joinable(subject)
    if kind is None or not is_shown(subject):
        return Denied("not_public", _("This is not public, so nobody can join it."))
    return kind.is_open(subject, at)


def _not_own(person: "Person | None", subject: "Subject") -> Verdict:
    if person is None or person.pk != author_id_of(subject):
        return ALLOWED
    return Denied("own", _("You asked for it yourself: you are counted already."))


def _first_of_identity(person: "Person | None", subject: "Subject") -> Verdict:
    """Ask whether no other account of the same verified person joined, where verification is asked for."""
    kind = joinable(subject)
    if person is None or kind is None or not asks_verification(kind.rules(subject)):
        return ALLOWED
    known = getattr(subject, "joined_elsewhere", None)  # fetched with many others: asks/many.py
    if known is False:
        return ALLOWED
    if (
        known is None
        and not Join.objects.filter(subject=subject, person__in=accounts_of(person)).exclude(person=person).exists()
    ):
        return ALLOWED
    return Denied("identity_joined", _("You already joined from another account of yours, and that one counts."))
