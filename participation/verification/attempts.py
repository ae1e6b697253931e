"""How often somebody may try to be verified: counted when something is checked, not when a form is opened.

Three counts stand in the way of guessing: by account, by document (so that nobody tries dates of birth for one person's
document from many accounts) and by the visitor's address. The counts hold keyed hashes and forget by themselves. A try
that failed is kept as a row, for officials to see that a method fails too often: by method and reason, never with the
document; a job purges it (``actions.purge_failed_attempts``).
"""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Denied, Remedy
from participation.limits import counter
from participation.limits.rates import Rate, parse
from participation.limits.visitors import network_of

if TYPE_CHECKING:
    from participation.models import Person

SCOPE = "verification"
AT_A_COUNTER = Remedy(_("See how it is done in person"), "/cuenta/verificacion/")


def spend(
    person: "Person",
    method: str,
    at: datetime,
    client: str,
    document: tuple[str, str] | None = None,
) -> None:
    """Count one check of a method, before the act's transaction. Raises ActDenied, with the time to wait.

    ``client`` is the visitor's address (``limits.visitors.client_ip``); ``document`` the (kind, clean number) that is
    checked, where there is one. All counts are of all methods together, so that nobody goes from one to the next.
    """
    limits = [
        _Limit("account", str(person.pk), rates("account")),
        _Limit("client", network_of(client), rates("client")),
    ]
    if document is not None:
        limits.append(_Limit("document", f"{document[0]}:{document[1]}", rates("document")))
    _spend(limits)


def spend_on_sheet(client: str) -> None:
    """Count one try of a printed sheet's code from a visitor. Raises ActDenied, with the time to wait."""
    _spend([_Limit("sheet", client, rates("client"))])


def rates(by: str) -> list[Rate]:
    """Return the limits of an account, a document or a client: each of them holds."""
    return [parse(text) for text in settings.AZOTEA_VERIFICATION_RATES[by].split()]


class _Limit(NamedTuple):
    """Whom a try counts against, and how often they may try."""

    by: str
    key: str
    rates: list[Rate]


def _spend(limits: list[_Limit]) -> None:
    """Count against one after the other, up to the first that has no room. What is refused counts against nobody.

    A document comes last, since it is the only count that is also somebody else's: an account that may not try any
    more must not use up the tries of the person whose document it writes. Raises ActDenied.
    """
    counted: list[counter.Counted] = []
    for limit in limits:
        found = [counter.count(f"{SCOPE}-{limit.by}-{rate.seconds}", limit.key, rate) for rate in limit.rates]
        counted += [one for one in found if one.allowed]
        waits = [one.wait for one in found if not one.allowed]
        if waits:
            for one in counted:
                counter.take_back(one)
            denied(max(waits)).enforce()


def denied(seconds: int) -> Denied:
    """Return the denial of too many tries, which says for how long to wait."""
    return Denied(
        "too_many_attempts",
        gettext("There were too many tries. Try again in %(time)s, or go to a counter.") % {"time": in_words(seconds)},
        AT_A_COUNTER,
    )


def in_words(seconds: int) -> str:
    """Return a waiting time in the largest unit that does not shorten it."""
    if seconds < 60:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    if seconds < 2 * 3600:
        minutes = -(-seconds // 60)
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = -(-seconds // 3600)
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
