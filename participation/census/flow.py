"""From a document that somebody writes to their verification: the steps between the pages and the acts.

What the person wrote is needed until the code is entered, and is kept nowhere in the database: it goes back to their
own browser in an encrypted cookie that lives for half an hour and is of that account alone.
"""

import base64
import binascii
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import ActDenied, Denied
from participation.census import actions, lookup
from participation.census.actions.codes import MOST
from participation.census.lookup import Line
from participation.census.models import ChannelCode
from participation.census.sealing import open_passing, seal_passing
from participation.census.ways import CENSUS_NAME, allowed_ways, data_suffice, settings_of
from participation.limits import counter
from participation.limits.rates import Rate
from participation.verification import attempts
from participation.verification.actions import confirm_identity, note_failed_attempt
from participation.verification.attempts import AT_A_COUNTER
from participation.verification.models import Verification

if TYPE_CHECKING:
    from participation.models import Person

COOKIE = "azv"
PATH = "/"
PURPOSE = "claim"
LIFE = timedelta(minutes=30)
FOR_ONE_LINE = Rate(MOST, 86_400)
NOT_LISTED = Denied(
    "not_listed",
    _(
        "We did not find these data together on the list. Look whether number and date are as on your document. If they"
        " are, the list may lack you: go to a counter with your document."
    ),
    AT_A_COUNTER,
)
NO_CHANNEL = Denied(
    "no_channel",
    _("The government has no e-mail or mobile number of yours to send a code to. Go to a counter."),
    AT_A_COUNTER,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says of themselves, until the code is entered."""

    method: str
    kind: str
    number: str
    birth_date: date
    contact: str = ""  # of the method "channel": where they say that the code will reach them
    code: str = ""  # the key of the code that was sent last

    @property
    def shows_channels(self) -> bool:
        """Tell whether the person is shown masked channels; in the other method they have to know theirs."""
        return self.method == CENSUS_NAME


# --- The cookie -------------------------------------------------------------------------------------------------------
def keep(response: HttpResponseBase, claim: Claim, person: "Person", at: datetime) -> None:
    """Leave the claim with the person's browser."""
    values = [person.pk, int(at.timestamp()), claim.method, claim.kind, claim.number, claim.birth_date.isoformat()]
    sealed = seal_passing(PURPOSE, [*values, claim.contact, claim.code])
    response.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(sealed).decode(),
        max_age=LIFE,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponseBase) -> None:
    """Take the claim back from the browser."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")


def claim_of(request: HttpRequest, person: "Person", at: datetime) -> Claim | None:
    """Return the claim that the browser holds; None where there is none, it is another account's, or too old."""
    try:
        sealed = base64.urlsafe_b64decode(request.COOKIES.get(COOKIE, "").encode("ascii"))
        owner, moment, method, kind, number, born, contact, code = open_passing(PURPOSE, sealed)
        claim = Claim(method, kind, number, date.fromisoformat(born), contact, code)
    except (ValueError, TypeError, binascii.Error):
        return None
    return claim if owner == person.pk and 0 <= at.timestamp() - moment < LIFE.total_seconds() else None


# --- The steps --------------------------------------------------------------------------------------------------------
def spend(claim: Claim, person: "Person", client: str, at: datetime) -> None:
    """Count a check of what was written. Raises ActDenied."""
    attempts.spend(person, claim.method, at, client, (claim.kind, claim.number))


def find(claim: Claim, at: datetime) -> Line | None:
    """Return what the lists say of the claim."""
    return lookup.look_up(claim.number, claim.birth_date, at)


def begin(claim: Claim, line: Line | None, person: "Person", at: datetime) -> Verification | None:
    """Take the first step of the method ``census``: verify at once where nothing more is needed.

    That is where an official let document and date suffice, and where the channel on the list is the confirmed contact
    of the account. Raises ActDenied: ``not_listed``, ``no_channel``, and what ``confirm_identity`` says.
    """
    if line is None:
        note_failed_attempt(person=person, method=claim.method, code="not_listed", at=at)
        NOT_LISTED.enforce()
    assert line is not None
    chosen = settings_of(claim.method)
    ways = allowed_ways(chosen)
    if data_suffice(chosen) or lookup.proved_way(line, person, ways):
        return verify(claim, line, person, at)
    if not lookup.ways_of(line, ways):
        note_failed_attempt(person=person, method=claim.method, code="no_channel", at=at)
        NO_CHANNEL.enforce()
    return None


def send(claim: Claim, line: Line | None, way: str, person: "Person", at: datetime) -> Claim:
    """Let a code be sent; return the claim with it. Raises ActDenied.

    In the method ``channel`` a contact that is not on the list looks the same, and nothing is sent.
    """
    ways = allowed_ways(settings_of(claim.method))
    if not claim.shows_channels:
        known = lookup.way_of_contact(line, claim.contact, ways)
        way, to = ("email" if "@" in claim.contact else "phone"), (claim.contact if known else "")
    else:
        to = line.channels.of(way) if line is not None and way in ways else ""
        if not to:
            NO_CHANNEL.enforce()
    # By person and document: whoever knows another's document cannot fill their telephone with codes.
    counted = counter.count("census-codes", f"{claim.number} {claim.birth_date}", FOR_ONE_LINE)
    if not counted.allowed:
        attempts.denied(counted.wait).enforce()
    try:
        made = actions.request_code(person=person, method=claim.method, way=way, to=to, at=at)
    except ActDenied:
        counter.take_back(counted)
        raise
    return replace(claim, code=str(made.key))


def code_of(claim: Claim, person: "Person") -> ChannelCode | None:
    """Return the code that was sent last for a claim."""
    return ChannelCode.objects.filter(person=person, key=claim.code).first() if claim.code else None


def verify(claim: Claim, line: Line, person: "Person", at: datetime) -> Verification:
    """Verify the person. Raises ActDenied and ValidationError, as ``confirm_identity`` does."""
    return confirm_identity(
        person=person,
        method=claim.method,
        documents=[(claim.kind, claim.number)],
        birth_date=claim.birth_date,
        territory=line.territory,
        by=person,
        at=at,
        subject_ref=f"census:{line.census}",
    )


def finish(claim: Claim, code: str, person: "Person", at: datetime) -> Any:
    """Take the code: the verification where it is right, else what became of it (``Entered``).

    Raises ActDenied and ValidationError, as ``confirm_identity`` does; the list is looked at once more.
    """
    entered = actions.enter_code(person=person, key=claim.code, code=code, at=at)
    if entered.outcome != "right":
        note_failed_attempt(person=person, method=claim.method, code=f"code_{entered.outcome}", at=at)
        return entered
    line = find(claim, at)
    if line is None:
        NOT_LISTED.enforce()
    assert line is not None
    return verify(claim, line, person, at)
