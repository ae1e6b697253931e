"""One requirement of a standard: whether it holds, why in words, where that can be seen, and until when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participation.web.addresses import absolute, localized

PASS, FAIL, BY_HAND = "pass", "fail", "by_hand"


@dataclass(frozen=True, slots=True)
class Check:
    """A requirement as it stands today. ``by_hand``: the platform cannot know it, and says so instead of guessing."""

    code: str
    title: str
    result: str
    words: str
    proofs: tuple[tuple[str, str], ...] = ()  # label and path
    deadline: date | None = None

    @property
    def links(self) -> list[tuple[str, str]]:
        """Return the proofs with the addresses of the reader's language."""
        return [(label, localized(path)) for label, path in self.proofs]

    def as_json(self) -> dict[str, Any]:
        """Return it as the API gives it."""
        return {
            "code": self.code,
            "title": self.title,
            "result": self.result,
            "words": self.words,
            "proofs": [{"title": label, "url": absolute(path)} for label, path in self.proofs],
            "deadline": self.deadline.isoformat() if self.deadline else None,
        }


def check(
    code: str,
    title: str,
    holds: bool,
    words: str,
    *proofs: tuple[str, str],
    deadline: date | None = None,
) -> Check:
    """Return a requirement that was computed; proofs without an address are left out."""
    kept = tuple((label, path) for label, path in proofs if path)
    return Check(code, title, PASS if holds else FAIL, words, kept, deadline)


def by_hand(code: str, title: str) -> Check:
    """Return a requirement that only people can look at."""
    return Check(code, title, BY_HAND, _("The platform cannot know this: somebody has to look."))


def day(on: date | None) -> str:
    """Return a day in words."""
    return date_format(on, "DATE_FORMAT") if on is not None else _("never")


Checks = Callable[..., list[Check]]
