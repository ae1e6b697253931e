"""Who declares a change of administration, and who speaks for the new one."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.roles import STEWARDS, may_be_signed_in, may_work_as, scopes
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.administrations.inherited import current, is_inherited

if TYPE_CHECKING:
    from participation.models import Administration, Person, Subject

NO_STEWARD = Denied("role_missing", _("Your account does not have the role that this needs."))
WITHDRAWN = Denied("withdrawn", _("This change of administration was withdrawn."))
NOTHING_NEW = Denied("no_new_administration", _("No change of administration was declared."))
NOT_INHERITED = Denied("not_inherited", _("This is of the present administration itself: it inherited nothing here."))


def may_see_desk(person: "Person | None") -> Verdict:
    """Whoever stewards anything finds what of it was inherited."""
    return first_denial(
        lambda: may_be_signed_in(person), lambda: ALLOWED if scopes(person, STEWARDS) != set() else NO_STEWARD
    )


def may_declare(person: "Person | None") -> Verdict:
    """Stewards of the whole installation declare the change."""
    return may_work_as(person, STEWARDS, None)


def may_withdraw(person: "Person | None", administration: "Administration") -> Verdict:
    """What was withdrawn stays so."""
    return first_denial(may_declare(person), ALLOWED if administration.withdrawn_at is None else WITHDRAWN)


def may_pronounce(person: "Person | None", subject: "Subject", *, at: datetime) -> Verdict:
    """Whoever stewards what was inherited says what becomes of it."""
    administration = current(at)
    return first_denial(
        lambda: may_work_as(person, STEWARDS, subject),
        lambda: NOTHING_NEW if administration is None else ALLOWED,
        lambda: ALLOWED if administration is not None and is_inherited(subject, administration) else NOT_INHERITED,
    )
