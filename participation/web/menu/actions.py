"""Acts on the menu of the site."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.subjects.models import Subject
from participation.web.actions import installation_subject
from participation.web.addresses import plain
from participation.web.installation import changed
from participation.web.menu.shown import in_force, sections
from participation.web.models import Menu
from participation.web.policies import may_edit_installation
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person

MOST, TITLE_MAX, URL_MAX = 10, 40, 300
LANGUAGES = ("es", "en")


@transaction.atomic
def save_menu(*, entries: Sequence[dict[str, Any]] | None, by: "Person", at: datetime) -> Menu | None:
    """Put these entries into the menu of the site in this order; None brings back the menu that the product has.

    Each has one of ``section``, ``subject`` and ``url``, and perhaps ``titles``. What is in force already writes
    nothing. Raises ValidationError.
    """
    may_edit_installation(by).enforce()
    before = in_force()
    kept = None if entries is None else [_checked(entry) for entry in entries]
    if kept is not None:
        _check_all(kept)
        if kept == before:
            return None
    menu = Menu.objects.create(entries=kept, by=by, at=at)
    record(
        "participation.menu.changed",
        subject=installation_subject(at=at),
        by=by,
        at=at,
        before={"entries": before},
        after={"entries": in_force()},
        payload={"menu": menu.pk},
    )
    changed()
    return menu


@transaction.atomic
def restore_menu(*, menu: Menu, by: "Person", at: datetime) -> Menu | None:
    """Bring back the menu as it was saved once; what is no longer public stays out of sight."""
    return save_menu(entries=menu.entries, by=by, at=at)


def target_of(address: str) -> dict[str, Any]:
    """Return what an address leads to: a section, something public here, or another site. Raises ValidationError."""
    given = tidy(address).strip()
    if len(given) > URL_MAX:
        raise ValidationError(_("At most %(limit)s characters.") % {"limit": URL_MAX})
    if not given.startswith("/"):
        try:
            URLValidator(schemes=["https", "http"])(given)
        except ValidationError:
            raise ValidationError(
                _("Write an address of this site (/paginas/ayuda/) or a whole one (https://…).")
            ) from None
        return {"url": given}
    path = plain(urlsplit(given).path)
    for name, section in sections().items():
        if path == section.prefix and given.rstrip("?") == urlsplit(given).path:
            return {"section": name}
    subject = Subject.objects.public().filter(path=path).values_list("pk", flat=True).first() if path != "/" else None
    if subject is not None and not urlsplit(given).query:
        return {"subject": subject}
    try:
        resolve(path)
    except Resolver404:
        raise ValidationError(_("There is no page at this address.")) from None
    if given.startswith("//") or not path.startswith("/"):
        raise ValidationError(_("There is no page at this address."))
    return {"url": path + (f"?{urlsplit(given).query}" if urlsplit(given).query else "")}


def _checked(entry: dict[str, Any]) -> dict[str, Any]:
    titles = {code: " ".join(tidy(str((entry.get("titles") or {}).get(code) or "")).split()) for code in LANGUAGES}
    if any(len(title) > TITLE_MAX for title in titles.values()):
        raise ValidationError(_("A title of the menu has at most %(limit)s characters.") % {"limit": TITLE_MAX})
    kept: dict[str, Any] = {"titles": {code: title for code, title in titles.items() if title}}
    if entry.get("section") is not None:
        if entry["section"] not in sections():
            raise ValidationError(_("This section is not there any more."))
        kept["section"] = entry["section"]
    elif entry.get("subject") is not None:
        kept["subject"] = int(entry["subject"])
    else:
        address = str(entry.get("url") or "")
        try:
            kept |= target_of(address)
        except ValidationError as error:
            raise ValidationError([f"{address[:60]}: {message}" for message in error.messages]) from None
        if "url" in kept and "es" not in kept["titles"]:
            raise ValidationError(_("Write a title for each address that you add."))
    return kept if kept["titles"] else {name: value for name, value in kept.items() if name != "titles"}


def _check_all(entries: list[dict[str, Any]]) -> None:
    if not 1 <= len(entries) <= MOST:
        raise ValidationError(_("Show between 1 and %(most)s entries: more do not fit.") % {"most": MOST})
    targets = [(entry.get("section"), entry.get("subject"), entry.get("url")) for entry in entries]
    if len(set(targets)) < len(targets):
        raise ValidationError(_("Two entries lead to the same place."))
