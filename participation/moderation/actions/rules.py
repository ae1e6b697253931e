"""The act of writing the house rules."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.moderation import policies
from participation.moderation.models import Rule
from participation.people.models import Person
from participation.web.installation import changed
from participation.web.richtext import tidy

LENGTHS = {"title": 120, "text": 2000}


@transaction.atomic
def save_rule(
    *,
    title: str,
    text: str,
    by: Person,
    at: datetime,
    rule: Rule | None = None,
    translations: dict[str, dict[str, str]] | None = None,
    position: int = 0,
    retired: bool = False,
) -> Rule:
    """Write a house rule, or change one; a rule that decisions name is retired, never deleted.

    Raises ActDenied, and ValidationError by field.
    """
    policies.may_edit_rules(by).enforce()
    kept = Rule.objects.select_for_update().get(pk=rule.pk) if rule else Rule()
    before = _texts(kept) if rule else None
    kept.title, kept.text = _checked("title", title), _checked("text", text)
    kept.translations = {
        language: {name: _checked(name, words, empty=True) for name, words in texts.items() if name in LENGTHS}
        for language, texts in (translations or {}).items()
    }
    kept.position = position
    kept.retired_at = (kept.retired_at or at) if retired else None
    if before == _texts(kept):
        return kept
    kept.updated_at = at
    if not kept.code:
        kept.code = _free_code(kept.title)
    kept.save()
    changed()
    record(
        "participation.rule.saved",
        subject=None,
        by=by,
        at=at,
        payload={"rule": kept.pk},
        before=before,
        after=_texts(kept),
    )
    return kept


def _texts(rule: Rule) -> dict[str, object]:
    return {
        "title": rule.title,
        "text": rule.text,
        "translations": rule.translations,
        "position": rule.position,
        "retired": rule.retired_at is not None,
    }


def _checked(name: str, given: str, *, empty: bool = False) -> str:
    words = tidy(given)
    if name == "title":
        words = " ".join(words.split())
    if not words and not empty:
        raise ValidationError({name: _("This is missing.")})
    if len(words) > LENGTHS[name]:
        raise ValidationError({name: _("At most %(limit)s characters.") % {"limit": LENGTHS[name]}})
    return words


def _free_code(title: str) -> str:
    """Return a short name that no other rule has."""
    base = slugify(title)[:24] or "regla"
    taken = set(Rule.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, 1000))) if code not in taken)
