"""A person's own verification: how it stands, how to get it, how to renew it."""

import base64
import io

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from participation.access.decorators import signed_in_to_act
from participation.people.models import Person
from participation.people.querysets import short_code
from participation.verification.methods import method_label, offered
from participation.verification.models import Verification
from participation.verification.querysets import current_verification, last_ended, waiting_conflict
from participation.verification.renewal import EARLY
from participation.web.addresses import absolute, plain


@signed_in_to_act
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Show the person's verification, or how to get one and the code to bring; and how to renew what ends soon."""
    me = request.user
    assert isinstance(me, Person)
    now = timezone.now()
    verification = current_verification(me)
    state = _state(verification, now)
    ways = offered(me if verification else None, at=now)
    return render(
        request,
        "participation/verification/mine.html",
        {
            "verification": verification,
            "state": state,
            "methods_done": _done(verification),
            "methods": ways,
            "ended": None if verification else last_ended(me),
            "conflict": waiting_conflict(me),
            "code": short_code(me),
            "qr": _qr(short_code(me)) if any(way.name == "counter" for way in ways) else "",
        },
    )


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
