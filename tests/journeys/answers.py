"""What is asked of every answer, whoever reads it: policy, types, frames, caches, cookies, and nothing that is hidden.

The sweep of test_every_address fetches each address once for each reader and asks all of it.
"""

from collections.abc import Iterator
from typing import Any

from tests.journeys.world import SECRETS

# Forms that people without an account fill in: their token against forged posts is a cookie of the form alone.
FOR_STRANGERS = {"privacy:new-request", "privacy:follow-up", "access:field-enter"}
# Drawn of what is public, the same for everybody.
PICTURES = {"sharing:qr", "sharing:picture", "sharing:site-picture"}
# The one page that other sites may frame; tests/participation/sharing says what it carries instead.
FRAMED = {"sharing:card"}
# What waits or is hidden in a process of other officials.
HIDDEN = {SECRETS[name] for name in ("hidden", "pending", "unpublished_answer", "hidden_comment", "draft")}


def wrong_headers(name: str, path: str, response: Any) -> Iterator[str]:
    """Yield what an answer of any kind lacks: a page, a file, an error, a redirect."""
    policy = response.get("Content-Security-Policy", "")
    if response.get("X-Content-Type-Options") != "nosniff":
        yield "nosniff"
    if name not in FRAMED and response.get("X-Frame-Options") != "DENY":
        yield "frames"
    if response.get("Referrer-Policy") not in {"strict-origin-when-cross-origin", "no-referrer", "same-origin"}:
        yield "referrer"
    if response.get("Cross-Origin-Opener-Policy") != "same-origin":
        yield "opener"
    if not response.get("X-Request-Id"):
        yield "request id"
    if "default-src" not in policy:
        yield "no policy"
    if name.startswith("files:") and "sandbox" in policy:
        return
    if not path.startswith("/admin/") and ("unsafe" in policy or "nonce" in policy or "http" in policy):
        yield policy
    if not path.startswith("/admin/") and (("frame-ancestors 'none'" in policy) == (name in FRAMED)):
        yield "framed"


def kept_in_between(name: str, path: str, response: Any) -> Iterator[str]:
    """Yield how caches between here and a signed-in person could keep what that person is shown."""
    if response.status_code != 200 or name.startswith("files:") or name in PICTURES:
        return
    kept = response.get("Cache-Control", "")
    varies = "cookie" in response.get("Vary", "").lower()
    if "public" in kept and varies:
        yield f"public: {kept}"
    if (path.startswith("/cuenta/") and name != "account_inactive") and not ("no-store" in kept or varies):
        yield f"kept: {kept}"


def cookies(name: str, path: str, response: Any) -> list[str]:
    """Return the cookies that a public page sets for somebody without an account."""
    if path.startswith("/cuenta/") or name in FOR_STRANGERS:
        return []
    return [f"cookie: {one}" for one in response.cookies]


def told(response: Any) -> list[str]:
    """Return the words of what is hidden that an answer holds: no list, search, file or log may."""
    if response.status_code != 200 or response.streaming:
        return []
    text = response.content.decode(errors="replace")
    return sorted(f"tells: {word}" for word in HIDDEN if word in text)
