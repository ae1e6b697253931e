"""The history of a text."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf.locale import LANG_INFO
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_GET

from participation.responses.models import PUBLISHED, Response, Verdict
from participation.subjects.models import Subject
from participation.subjects.registry import get_kind
from participation.subjects.visibility import subject_or_404
from participation.versions.diff import Piece, compare, readable
from participation.versions.models import Version
from participation.web.keyset import paginate

SIZE = 10
IN_LANGUAGE = {"en": gettext_lazy("in English"), "es": gettext_lazy("in Spanish")}
ANSWER = {
    "answer_verdict": gettext_lazy("Answer"),
    "answer": gettext_lazy("Reasons for the answer"),
}  # kept beside the answered text
# What acts keep as codes or as their own words is said in the language of the reader.
VERDICTS = dict(Verdict.choices)
OWN_REASONS = {PUBLISHED: gettext_lazy("Answer published")}


@dataclass(frozen=True, slots=True)
class Change:
    """What one field was and became."""

    label: Any
    lang: str
    pieces: list[Piece]


@require_GET
def changes(request: HttpRequest, subject_pk: int) -> HttpResponse:
    """Show the versions of a subject, newest first, each with what it changed."""
    person: Any = request.user if request.user.is_authenticated else None
    subject = subject_or_404(subject_pk, person)
    hidden = Response.objects.filter(subject=OuterRef("subject"), hidden_at__isnull=False)
    versions = Version.objects.filter(subject=subject).select_related("by").annotate(answer_hidden=Exists(hidden))
    page = paginate(request, versions, order=("-number",), size=SIZE)
    rows = list(page.rows)
    oldest = rows[-1].number if rows else 0
    before = Version.objects.filter(subject=subject, number=oldest - 1).first()
    labels = _labels(subject)
    shown = [
        {
            "version": version,
            "changes": _changes(version, older, labels, subject.lang),
            "first": older is None,
            "reason": OWN_REASONS.get(version.reason, version.reason),
        }
        for version, older in zip(rows, [*rows[1:], before], strict=False)
    ]
    return render(request, "participation/versions/changes.html", {"subject": subject, "page": page, "shown": shown})


def _labels(subject: Subject) -> dict[str, Any]:
    """Return the names of the fields as the forms call them."""
    try:
        meta = apps.get_model(get_kind(subject.kind).model)._meta
    except (KeyError, LookupError, ValueError):
        return {}
    return {field.name: field.verbose_name for field in meta.fields} | ANSWER


def _named(name: str, labels: dict[str, Any], lang: str) -> tuple[str, str]:
    """Return how people call a kept text and which language it is in: ``title_en`` is the title in English."""
    if name == "answer_verdict":
        return capfirst(str(labels.get(name, name))), (get_language() or lang).split("-")[0]
    field, _mark, code = name.rpartition("_")
    if name in labels or field not in labels or code not in LANG_INFO:
        return capfirst(str(labels.get(name, name))), lang
    language = IN_LANGUAGE.get(code) or LANG_INFO[code]["name_local"]
    return f"{capfirst(str(labels[field]))} ({language})", code


def _words(name: str, data: dict[str, Any]) -> str:
    kept = str(data.get(name) or "")
    return str(VERDICTS.get(kept, kept)) if name == "answer_verdict" else readable(kept)


def _changes(version: Version, older: Version | None, labels: dict[str, Any], lang: str) -> list[Change]:
    old, new = (older.data if older else {}), version.data
    found = []
    places = {name: place for place, name in enumerate(labels)}
    kept = {name for name in {*new, *old} if not (name in ANSWER and getattr(version, "answer_hidden", False))}
    for name in sorted(kept, key=lambda name: (places.get(name, len(places)), name)):
        before, after = _words(name, old), _words(name, new)
        if before != after or (older is None and name in new):
            pieces = compare(before, after) if older else [Piece("same", after)]
            found.append(Change(*_named(name, labels, lang), pieces))
    return found
