"""What the acts of processes share: locking, cleaning, and the before and after of the audit."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from participation.versions.actions import add_version
from participation.web.richtext import clean, tidy, to_text
from processes.models import Component, Phase, Process, ProcessState

if TYPE_CHECKING:
    from participation.models import Person

RICH = {"description"}
LANGUAGES = {"es", "en"}


def lock(process: Process) -> None:
    """Lock the process until the commit and read it anew: acts on one process follow one another."""
    Process.objects.select_for_update(of=("self",), no_key=True).get(pk=process.pk)
    process.refresh_from_db()


def clean_texts(model: type, fields: dict[str, Any], *, rich: set[str] = RICH) -> dict[str, Any]:
    """Return fields with their texts cleaned (rich text by the allow-list). Raises ValidationError where too long."""
    cleaned: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "translations":
            cleaned[name] = clean_translations(model, value, rich=rich)
        elif isinstance(value, str):
            cleaned[name] = clean_text(model, name, value, rich=rich)
        else:
            cleaned[name] = value
    return cleaned


def clean_text(model: type, name: str, value: str, *, rich: set[str] = RICH) -> str:
    """Return one text cleaned. Raises ValidationError where it is longer than its column."""
    text = clean(tidy(value)) if name in rich else tidy(value)
    if name in rich and not to_text(text):
        text = ""
    field = model._meta.get_field(name)  # type: ignore[attr-defined]
    if field.max_length and len(text) > field.max_length:
        raise ValidationError(
            {
                name: _("Use at most %(limit)s characters (there are %(length)s).")
                % {"limit": field.max_length, "length": len(text)}
            }
        )
    return text


def checked_texts(
    given: dict[str, str],
    translations: dict[str, dict[str, str]] | None,
    *,
    names: Iterable[str],
    longest: int,
    optional: Iterable[str] = (),
) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Return plain texts and their translations cleaned. Raises ValidationError by field where one lacks or is long."""

    def cleaned(texts: dict[str, str], needed: set[str]) -> dict[str, str]:
        found = {name: tidy(str(texts.get(name, ""))) for name in names}
        wrong = {name: _("This is missing.") for name in needed if not found[name]}
        most = _("Use at most %(n)s characters.") % {"n": longest}
        wrong |= {name: most for name, text in found.items() if len(text) > longest}
        if wrong:
            raise ValidationError(wrong)
        return found

    names = tuple(names)
    others = {code: cleaned(texts, set()) for code, texts in (translations or {}).items()}
    kept = {code: {name: text for name, text in texts.items() if text} for code, texts in others.items()}
    return cleaned(given, set(names) - set(optional)), {code: texts for code, texts in kept.items() if texts}


def next_version(last: Any, texts: dict[str, str], translations: dict[str, Any], reason: str) -> tuple[int, str] | None:
    """Return number and reason of the version after ``last``; None where it says the same. The first needs no reason.

    Raises ValidationError where a correction does not say why.
    """
    if last is None:
        return 1, ""
    if last.translations == translations and all(getattr(last, name) == text for name, text in texts.items()):
        return None
    why = tidy(reason)[:500]
    if not why:
        raise ValidationError({"reason": _("Say why this is corrected: the reason is shown beside it.")})
    return last.number + 1, why


def clean_translations(model: type, value: Any, *, rich: set[str]) -> dict[str, dict[str, str]]:
    """Return translations reduced to known fields and languages, cleaned, without empty ones."""
    found: dict[str, dict[str, str]] = {}
    for language, texts in (value or {}).items():
        if language not in LANGUAGES:
            raise ValidationError(_("This language is not offered here: %(language)s") % {"language": language})
        kept = {
            name: clean_text(model, name, str(text), rich=rich)
            for name, text in texts.items()
            if name in model.TRANSLATABLE  # type: ignore[attr-defined]
        }
        if any(kept.values()):
            found[language] = {name: text for name, text in kept.items() if text}
    return found


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if hasattr(value, "pk"):
        return value.pk
    return value


def assign(thing: Any, fields: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set the fields that differ; return what they were and what they are now."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, value in fields.items():
        current = getattr(thing, name)
        if current != value:
            before[name], after[name] = plain(current), plain(value)
            setattr(thing, name, value)
    return before, after


def require_reason(reason: str) -> str:
    """Return the reason for a change that people will see. Raises ValidationError where there is none."""
    text = tidy(reason)[:500]
    if not text:
        raise ValidationError(
            {"reason": _("People already took part. Say why this changes: the reason is shown on the process page.")}
        )
    return text


def free_slug(text: str, *, taken: Iterable[str], limit: int, fallback: str) -> str:
    """Return an address made of the text that is not taken yet."""
    base = slugify(text)[: limit - 4].strip("-") or fallback
    used = set(taken)
    slug, n = base, 2
    while slug in used:
        slug, n = f"{base}-{n}", n + 1
    return slug


def keep_version(process: Process, *, by: "Person", at: datetime) -> None:
    """Keep what a public process says of itself, in each language, as a version to compare the next with.

    A draft has none.
    """
    if process.state != ProcessState.DRAFT:
        texts = {name: getattr(process, name) for name in Process.TRANSLATABLE}
        for language, fields in sorted(process.translations.items()):
            texts |= {f"{name}_{language}": text for name, text in sorted(fields.items())}
        add_version(subject=process.subject, data=texts, by=by, at=at)


def search_text(process: Process) -> str:
    """Return what search finds of a process beside its title and summary."""
    parts = [to_text(process.description), process.who_participates, process.what_is_decided, process.how_decided]
    parts += [to_text(text) for texts in process.translations.values() for text in texts.values()]
    return "\n".join(part for part in parts if part)


def component_text(component: Component) -> str:
    """Return what search finds of a component beside its title."""
    parts = [to_text(component.description)]
    parts += [to_text(text) for texts in component.translations.values() for text in texts.values()]
    return "\n".join(part for part in parts if part)


def phase_facts(phase: Phase) -> dict[str, Any]:
    """Return what the audit keeps of a phase."""
    names = ("position", "title", "opens_at", "closes_at", "description", "objective", "strategies", "products")
    return {name: plain(getattr(phase, name)) for name in names}
