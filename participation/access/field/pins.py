"""User names and PINs of field accounts: easy to read from a card and type with a thumb; a PIN is kept as a keyed hash.

Eight digits are few for somebody who could try without end: tries are counted by account and by visitor, before the act
(``spend``), and the account lives for days.
"""

import hashlib
import hmac
import re
import secrets

from django.conf import settings
from django.utils.translation import gettext, ngettext

from participation.access.verdict import Denied
from participation.limits import counter
from participation.limits.rates import Rate

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
DIGITS = 8
RATES = {"account": (Rate(5, 900), Rate(20, 86_400)), "visitor": (Rate(20, 900), Rate(100, 86_400))}


def new_username() -> str:
    """Return a new user name, as ``campo-k7qm4x``."""
    return "campo-" + "".join(secrets.choice(LETTERS) for _place in range(6))


def new_pin() -> str:
    """Return a new PIN, as ``1234 5678``."""
    digits = "".join(secrets.choice("0123456789") for _place in range(DIGITS))
    return f"{digits[:4]} {digits[4:]}"


def digest_of_pin(username: str, pin: str) -> str:
    """Return the keyed hash of an account's PIN however it was typed."""
    plain = re.sub(r"[^0-9]", "", pin or "")[:64]
    secret = hashlib.sha256(b"azotea.field:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(secret, f"{username}\0{plain}".encode(), hashlib.sha256).hexdigest()


def clean_username(typed: str) -> str:
    """Return a user name as it is kept, however it was typed."""
    plain = re.sub(r"[^a-z0-9]", "", (typed or "").lower().removeprefix("campo"))[:20]
    return f"campo-{plain}"


def spend(username: str, visitor: str) -> None:
    """Count one try before the act's transaction, by account and by visitor. Raises ActDenied with the time to wait."""
    tries = [(by, who, rate) for by, who in (("visitor", visitor), ("account", username)) for rate in RATES[by]]
    counted = [counter.count(f"field-{by}-{rate.seconds}", who, rate) for by, who, rate in tries]
    wait = max((one.wait for one in counted if not one.allowed), default=0)
    if wait:
        minutes = -(-wait // 60)
        time = ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
        words = gettext("There were too many tries. Try again in %(time)s, or ask whoever gave you the card.")
        Denied("too_many_attempts", words % {"time": time}).enforce()
