"""The rows of the inbox, poured (web/moulds.py)."""

import functools
from typing import NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from participation.models import Notice
from participation.notifications.wording import word
from participation.web.moulds import pour
from participation.web.templatetags.ui import ago

MARK = 7_000_000_007  # stands for the number of a row in an address that is made once


class RowShape(NamedTuple):
    """What decides the shape of a row; its texts are values."""

    new: bool
    opens: bool
    about: bool
    kind: str
    why: str


@functools.lru_cache(maxsize=32)
def _address(name: str, _language: str | None) -> tuple[str, str]:
    before, after = reverse(name, args=[MARK]).split(str(MARK))
    return before, after


def _url(name: str, pk: int | None) -> str:
    before, after = _address(name, get_language())
    return f"{before}{pk}{after}"


def notice_row(notice: Notice, token: str) -> SafeString:
    """Return a notice as the inbox shows it; ``token`` is that of the page's forms."""
    words = word(notice)
    subject_id = notice.event.subject_id
    shape = RowShape(
        new=notice.read_at is None,
        opens=bool(words.path),
        about=bool(words.path and subject_id),
        kind=words.kind,
        why=words.why,
    )
    return pour(
        "participation/notifications/row.html",
        shape,
        title=words.title,
        about=words.about,
        when=ago(notice.at),
        csrf_token=token,
        open_url=_url("notifications:open", notice.pk),
        read_url=_url("notifications:read", notice.pk),
        about_url=_url("notifications:about", subject_id),
    )
