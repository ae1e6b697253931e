"""Addresses of what is passed on, and what an address of ours stands for."""

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from participation.models import Subject
from participation.sharing.registry import APART
from participation.web.addresses import absolute, localized, plain

if TYPE_CHECKING:
    from django.db.models import QuerySet

LONGEST = 500
BIGGEST = 2**63 - 1


class Named(NamedTuple):
    """A public subject and the language in which an address shows it."""

    subject: Subject
    language: str


def card_address(subject: Subject, language: str | None = None) -> str:
    """Return the full address of a subject's card."""
    return absolute(f"/tarjetas/{subject.kind}/{subject.pk}/", language)


def oembed_address(subject: Subject, language: str | None = None) -> str:
    """Return the full address at which programs ask for the card of a subject's page."""
    page = quote(absolute(subject.path, language), safe="")
    return f"{settings.AZOTEA_BASE_URL}{reverse('oembed')}?url={page}"


def picture_address(subject: Subject) -> str:
    """Return the full address of the picture of a subject's link."""
    return absolute(f"/temas/{subject.pk}/imagen.png")


def shareable() -> "QuerySet[Subject]":
    """Return what may be passed on: what anybody may see. Whoever asks is no part of it."""
    return Subject.objects.public().exclude(kind__in=APART).defer("search").select_related("parent")


def named_by(address: str) -> Named | None:
    """Return what a full address of this site shows: a page of a subject, or its card; None for every other."""
    try:
        asked, ours = urlsplit(address), urlsplit(settings.AZOTEA_BASE_URL)
    except ValueError:
        return None
    if len(address) > LONGEST or "\x00" in address or (asked.scheme, asked.netloc) != (ours.scheme, ours.netloc):
        return None
    path = plain(asked.path)
    language = next((code for code, _name in settings.LANGUAGES if asked.path == localized(path, code)), None)
    if language is None:
        return None
    subject = shareable().filter(pk=_card(path)).first() if _card(path) else shareable().filter(path=path).first()
    return Named(subject, language) if subject is not None else None


def _card(path: str) -> int | None:
    """Return the key of the subject whose card stands at a path."""
    try:
        with translation.override(settings.LANGUAGE_CODE):
            found = resolve(path)
    except Resolver404:
        return None
    key = found.kwargs.get("subject_pk")
    return key if found.view_name == "sharing:card" and key is not None and key <= BIGGEST else None
