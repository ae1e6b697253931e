"""What somebody asks for, tidied and checked."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.asks.registry import AskKind, AskRules
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.asks.models import Ask
    from participation.models import Institution

TITLE_MIN, TITLE_MAX, BODY_MAX = 10, 200, 4_000


@dataclass(frozen=True, slots=True)
class Content:
    """Title, explanation and who is asked."""

    title: str
    body: str = ""
    institution: "Institution | None" = None
    lang: str = "es"


def content(*, title: str, body: str = "", institution: "Institution | None" = None, lang: str = "es") -> Content:
    """Return a content without control characters."""
    return Content(" ".join(tidy(title).split()), tidy(body), institution, lang)


def content_of(ask: "Ask") -> Content:
    """Return what an ask holds now."""
    return Content(ask.title, ask.body, ask.institution, ask.lang)


def check_content(value: Content, kind: AskKind, rules: AskRules) -> None:
    """Raise ValidationError, field by field, where it breaks the rules of its place."""
    errors: dict[str, list[str]] = {}
    if len(value.title) < TITLE_MIN:
        words = ngettext("Write at least %(n)s character.", "Write at least %(n)s characters.", TITLE_MIN)
        errors["title"] = [words % {"n": TITLE_MIN}]
    for name, text, most in (("title", value.title, TITLE_MAX), ("body", value.body, BODY_MAX)):
        if len(text) > most:
            words = ngettext("Write %(n)s character at most.", "Write %(n)s characters at most.", most)
            errors[name] = [words % {"n": most}]
    if value.institution is None and kind.institution_required:
        errors["institution"] = [_("Choose who you ask.")]
    elif value.institution is not None and rules.institutions and value.institution.pk not in rules.institutions:
        errors["institution"] = [_("This office does not answer here. Choose another.")]
    if errors:
        raise ValidationError(errors)


def summary_of(value: Content) -> str:
    """Return the first words, for cards and search results."""
    flat = " ".join(value.body.split())
    return flat if len(flat) <= 220 else flat[:220].rsplit(" ", 1)[0] + "…"


def version_data(value: Content) -> dict[str, str]:
    """Return the texts that a version keeps."""
    return {
        "title": value.title,
        "body": value.body,
        "institution": value.institution.name if value.institution else "",
    }
