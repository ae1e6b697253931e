"""What an author writes: one value that the wizard, the API, the importer and the demo data hand to the acts."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.web.richtext import tidy, to_text
from proposals.settings import BODY_LIMIT, TAGS_LIMIT, TITLE_LIMIT, CallSettings

if TYPE_CHECKING:
    from participation.models import Territory
    from processes.models import Component
    from proposals.models import Proposal

FIELDS = ("title", "body", "territory", "latitude", "longitude", "address", "tags", "lang")


@dataclass(frozen=True, slots=True)
class Content:
    """Title, text and place of a proposal."""

    title: str = ""
    body: str = ""
    territory: "Territory | None" = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    address: str = ""
    tags: tuple[str, ...] = ()
    lang: str = "es"

    def fields(self) -> dict[str, Any]:
        """Return the model fields."""
        return {name: getattr(self, name) for name in FIELDS if name != "tags"} | {"tags": list(self.tags)}


def content(**given: Any) -> Content:
    """Return a content from loosely typed values: control characters go, tags are folded to a short list.

    Raises ValidationError for a point that is not a number.
    """
    for name in ("title", "address"):
        given[name] = " ".join(tidy(given.get(name) or "").split())
    given["body"] = tidy(given.get("body") or "")
    given["tags"] = tidy_tags(given.get("tags") or ())
    for name in ("latitude", "longitude"):
        given[name] = _degrees(name, given.get(name))
    return Content(**given)


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags in lower case, without repeats or blanks."""
    return tuple(dict.fromkeys(clean for tag in tags if (clean := " ".join(tidy(tag).lower().split()).strip("#"))))


def content_of(proposal: "Proposal") -> Content:
    """Return what a proposal holds now."""
    values = {name: getattr(proposal, name) for name in FIELDS}
    return Content(**{**values, "tags": tuple(proposal.tags)})


def search_text(proposal: "Proposal") -> str:
    """Return what search finds beside the title."""
    body = to_text(proposal.body) if proposal.body_is_html else proposal.body
    return " ".join([body, proposal.address, *proposal.tags])


def summary_of(proposal: "Proposal") -> str:
    """Return the first words, for cards and search results."""
    body = to_text(proposal.body) if proposal.body_is_html else proposal.body
    flat = " ".join(body.split())
    return flat if len(flat) <= 220 else flat[:220].rsplit(" ", 1)[0] + "…"


def version_data(proposal: "Proposal") -> dict[str, Any]:
    """Return the texts that a version keeps."""
    return {
        "title": proposal.title,
        "body": proposal.body,
        "address": proposal.address,
        "tags": ", ".join(proposal.tags),
    }


def check_content(value: Content, component: "Component") -> None:
    """Raise ValidationError, field by field, where a proposal breaks the rules of its call."""
    errors = problems(value, component)
    if errors:
        raise ValidationError(errors)


def check_draft(value: Content, *, longest: int = BODY_LIMIT) -> None:
    """Raise ValidationError where not even a draft (or an import, with a longer body) could hold the text."""
    settings = CallSettings(title_min=0, body_min=0, title_max=TITLE_LIMIT, body_max=longest)
    errors = _lengths(value, settings) | _place(value) | _tags(value)
    if errors:
        raise ValidationError(errors)


def problems(value: Content, component: "Component") -> dict[str, list[str]]:
    """Return what is wrong, by field; empty when nothing is."""
    settings: CallSettings = component.config
    errors = _lengths(value, settings) | _place(value) | _tags(value)
    within = component.process.territory_id
    if settings.territory_required and value.territory is None:
        errors["territory"] = [_("Choose where this is. The call asks for it.")]
    elif value.territory and within and within not in {value.territory.pk, *value.territory.ancestors}:
        errors["territory"] = [_("This place lies outside the territory of the process.")]
    return errors


def _lengths(value: Content, settings: CallSettings) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    limits = {
        "title": (value.title, settings.title_min, min(settings.title_max, TITLE_LIMIT)),
        "body": (value.body, settings.body_min, settings.body_max),
        "address": (value.address, 0, 200),
    }
    for name, (text, least, most) in limits.items():
        if len(text) < least:
            errors[name] = [
                ngettext("Write at least %(n)s character.", "Write at least %(n)s characters.", least) % {"n": least}
            ]
        elif len(text) > most:
            errors[name] = [
                ngettext("Write %(n)s character at most.", "Write %(n)s characters at most.", most) % {"n": most}
            ]
    return errors


def _place(value: Content) -> dict[str, list[str]]:
    if (value.latitude is None) != (value.longitude is None):
        return {"latitude": [_("A point needs latitude and longitude.")]}
    if value.latitude is None or value.longitude is None:
        return {}
    if not (-90 <= value.latitude <= 90 and -180 <= value.longitude <= 180):
        return {"latitude": [_("This point is not on the map.")]}
    return {}


def _tags(value: Content) -> dict[str, list[str]]:
    if len(value.tags) > TAGS_LIMIT:
        return {"tags": [_("Write %(n)s topics at most.") % {"n": TAGS_LIMIT}]}
    if any(len(tag) > 40 for tag in value.tags):
        return {"tags": [_("Each topic can have 40 characters at most.")]}
    return {}


def _degrees(name: str, value: Any) -> Decimal | None:
    if value in (None, ""):
        return None
    complaint = ValidationError({name: [_("This point is not on the map.")]})
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise complaint from None
    if not number.is_finite() or abs(number) > 1000:
        raise complaint
    return number.quantize(Decimal("0.000001"))


def changed_fields(before: Content, after: Content) -> list[str]:
    """Return the names of the fields that differ."""
    old, new = asdict_shallow(before), asdict_shallow(after)
    return [name for name in FIELDS if old[name] != new[name]]


def asdict_shallow(value: Content) -> dict[str, Any]:
    """Return the fields with the territory as its id."""
    return {name: getattr(value, name) for name in FIELDS if name != "territory"} | {
        "territory": value.territory.pk if value.territory else None
    }
