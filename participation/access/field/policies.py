"""Who may make and end field accounts, and on which days one works."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from participation.access.roles import STEWARDS, may_work_as
from participation.access.verdict import ALLOWED, Denied, Verdict

if TYPE_CHECKING:
    from participation.models import FieldAccount, Person

LONGEST = timedelta(days=31)
AHEAD = timedelta(days=90)
# So long after its last day an account still enters, to send what it captured on its days without a connection.
SENDING = timedelta(days=3)
# Where a field account may go beside what everybody may read: the counter, and the way out.
MAY_OPEN = {
    "verification:desk",
    "verification:assist",
    "verification:verify",
    "verification:print",
    "access:viewing",
    "access:close-viewing",
    "account_logout",
}


_homes: "list[Callable[[Person], str | None]]" = []


def let_field_accounts_open(*names: str, home: "Callable[[Person], str | None]") -> None:
    """Add pages of a floor above where people work in the field, and where they begin (in ``apps.ready()``)."""
    MAY_OPEN.update(names)
    if home not in _homes:
        _homes.append(home)


def field_home(person: "Person", otherwise: str) -> str:
    """Return where the work of a field account begins: what a floor above says, or the counter."""
    return next((found for home in _homes if (found := home(person))), otherwise)


def may_manage_field(by: "Person | None") -> Verdict:
    """Tell whether somebody may make, renew and end field accounts: only whoever manages the whole platform."""
    return may_work_as(by, STEWARDS, None)


def may_last(starts_on: date, ends_on: date, *, at: datetime) -> Verdict:
    """Tell whether a field account may have these days: they are to come, soon, and few."""
    today = localdate(at)
    if ends_on < starts_on:
        return Denied("days_in_order", _("The last day is before the first."))
    if ends_on < today:
        return Denied("over", _("The last day has passed already."))
    if ends_on - starts_on >= LONGEST:
        return Denied("too_long", _("A field account lasts at most %(days)s days.") % {"days": LONGEST.days})
    if starts_on - today > AHEAD:
        return Denied("too_early", _("It begins more than %(days)s days from now.") % {"days": AHEAD.days})
    return ALLOWED


def works_on(account: "FieldAccount", *, at: datetime, grace: timedelta = timedelta()) -> Verdict:
    """Tell whether a field account works now: nobody ended it, and today is one of its days, or so little after."""
    if account.ended_at or account.role.ended_at or not account.person.is_active:
        return Denied("field_ended", _("An official ended this field account."))
    today = localdate(at)
    if today < account.starts_on:
        return Denied("field_not_yet", _("This field account works from %(day)s.") % {"day": _day(account.starts_on)})
    if today > account.ends_on + grace:
        return Denied("field_over", _("This field account worked until %(day)s.") % {"day": _day(account.ends_on)})
    return ALLOWED


def may_work_in_the_field(by: "Person", *, at: datetime) -> Verdict:
    """Tell whether the person's field account works now; asked of those alone who hold no other role."""
    from participation.models import FieldAccount

    account = FieldAccount.objects.select_related("person", "role").filter(person=by).first()
    return works_on(account, at=at) if account else Denied("field_ended", _("An official ended this field account."))


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
