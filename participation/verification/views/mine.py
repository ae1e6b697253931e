"""A person's own verification: how it stands, how to get it, how to renew it."""

import base64
import io
from datetime import datetime
from typing import NamedTuple

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from participation.access.decorators import signed_in_to_act
from participation.access.eligibility import methods_asked
from participation.access.resume import Wanted, wanted
from participation.access.rule_kinds import PAGE
from participation.access.verdict import Denied
from participation.people.models import Person
from participation.people.querysets import short_code
from participation.verification.methods import Offered, method_label, offered
from participation.verification.models import Verification
from participation.verification.querysets import last_verification, waiting_conflict
from participation.verification.renewal import EARLY
from participation.web.addresses import absolute, plain


@signed_in_to_act
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Show the person's verification, or how to get one and the code to bring; and how to renew what ends soon."""
    me = request.user
    assert isinstance(me, Person)
    now = timezone.now()
    last = last_verification(me)
    ended = last if last and last.revoked_at else None
    verification = None if ended else last
    state = _state(verification, now)
    found = wanted(request, at=now)
    asked = _asked(found)
    ways = offered(me if verification else None, asked.before, at=now, names=list(asked.methods) or None)
    late = [] if asked.before is None else _late(me if verification else None, asked, ways, now)
    return render(
        request,
        "participation/verification/mine.html",
        {
            "verification": verification,
            "state": state,
            "methods_done": _done(verification),
            "methods": ways,
            "late": late,
            "wanted": found,
            "before": asked.before,
            "stuck": bool(asked.methods) and not ways and not late,
            "ended": ended,
            "conflict": None if verification else waiting_conflict(me),
            "code": short_code(me),
            "qr": _qr(short_code(me)) if any(way.name == "counter" for way in ways) else "",
        },
    )


class Asked(NamedTuple):
    """What the act that a person wants asks of their verification: by when, and by which methods (none: by any)."""

    before: datetime | None = None
    methods: tuple[str, ...] = ()


def _asked(found: Wanted | None) -> Asked:
    """Return what the wanted act asks, where a verification is what is missing."""
    verdict = found.offer.verdict if found else None
    if found is None or not isinstance(verdict, Denied) or verdict.remedy is None or verdict.remedy.path != PAGE:
        return Asked()
    return Asked(found.offer.before, tuple(methods_asked(found.offer.rules)))


def _late(person: Person | None, asked: Asked, ways: list[Offered], at: datetime) -> list[Offered]:
    """Return the ways that would do, but cannot finish before the close."""
    shown = {way.name for way in ways}
    every = offered(person, at=at, names=list(asked.methods) or None)
    return [way for way in every if way.name not in shown]


def _state(verification: Verification | None, now: object) -> str:
    """Return ``none``, ``over``, ``soon`` (it ends soon) or ``good``."""
    if verification is None:
        return "none"
    end = verification.expires_at
    if end is None or now < end - EARLY:  # type: ignore[operator]
        return "good"
    return "soon" if now < end else "over"  # type: ignore[operator]


def _done(verification: Verification | None) -> list[str]:
    if verification is None:
        return []
    return [method_label(name) for name in sorted({verification.method, *verification.confirmed})]


def _qr(code: str) -> str:
    address = absolute(plain(reverse("verification:desk")), "es-mx") + "?" + urlencode({"q": code})
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=6, border=4)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
