"""What acts record before and after, in the words that officials know from the forms: fields and chosen values."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

FieldWords = Callable[[str], Any]
ValueWords = Callable[[str, Any], Any]
_field_words: dict[str, FieldWords] = {}
_value_words: dict[str, ValueWords] = {}

WORDS = {
    "aliases": _("other names"),
    "bounds": _("outline"),
    "closes_at": _("closes"),
    "contact_email": _("contact e-mail address"),
    "contact_name": _("contact person"),
    "contact_phone": _("contact telephone"),
    "cost_centavos": _("cost in centavos"),
    "cvegeo": _("INEGI key"),
    "description": _("description"),
    "email": _("e-mail address"),
    "government": _("government"),
    "headline": _("headline"),
    "how_decided": _("how it is decided"),
    "hue": _("colour"),
    "institution": _("institution"),
    "is_active": _("in use"),
    "is_sample": _("demonstration"),
    "kind": _("kind"),
    "lang": _("language"),
    "level": _("level"),
    "licence": _("licence of the data"),
    "licence_url": _("address of the licence"),
    "logo": _("logo"),
    "name": _("name"),
    "objective": _("objective"),
    "openings": _("what opens"),
    "opens_at": _("opens"),
    "order": _("order"),
    "parent": _("part of"),
    "phone": _("telephone"),
    "position": _("place in the order"),
    "products": _("products"),
    "promise": _("promise to those who take part"),
    "reasons": _("reasons"),
    "reference": _("reference"),
    "settings": _("rules"),
    "short_name": _("short name"),
    "signer": _("who signs"),
    "slug": _("address"),
    "source": _("source"),
    "state": _("state"),
    "strategies": _("strategies"),
    "summary": _("summary"),
    "territory": _("territory"),
    "text": _("text"),
    "time_zone": _("time zone"),
    "title": _("title"),
    "translations": _("translations"),
    "verdict": _("decision"),
    "warnings": _("warnings left standing"),
    "website": _("web page"),
    "what_is_decided": _("what is decided"),
    "who_participates": _("who may take part"),
}  # fmt: skip


def register_log_words(thing: str, *, field: FieldWords, value: ValueWords) -> None:
    """Say how the log reads a kind of thing (``processes.component``): names of fields, and values that are codes.

    ``field(name)`` and ``value(field, recorded)`` return None for what they do not know.
    """
    _field_words[thing], _value_words[thing] = field, value


def word_for(field: str, thing: str = "") -> str:
    """Return a field in words; one without a word of its own as its name reads."""
    own = _field_words[thing](field) if thing in _field_words else None
    return str(own or WORDS.get(field, field.replace("_", " ")))


def value_in_words(thing: str, field: str, value: Any) -> str | None:
    """Return what a recorded code of a field says to people; None where it is no code."""
    own = _value_words[thing](field, value) if thing in _value_words else None
    if own is not None:
        return str(own)
    if field == "lang" and isinstance(value, str) and value:
        return str(get_language_info(value)["name_translated"])
    if field.endswith("_at") and isinstance(value, str) and (moment := parse_datetime(value)) is not None:
        return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    return _choice(thing, field, value)


def _choice(thing: str, field: str, value: Any) -> str | None:
    """Return the words of a choice, as the model behind the event declares them."""
    try:
        choices = apps.get_model(thing)._meta.get_field(field).choices  # type: ignore[union-attr]
    except (LookupError, ValueError, FieldDoesNotExist, AttributeError):
        return None
    found = dict(choices or ()).get(value) if isinstance(value, (str, int)) else None
    return str(found) if found else None
