"""The desk's work on suggestions: answering several with one reason, and the next version of the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.asks.views.common import signed_in
from participation.web.keyset import paginate
from processes.models import DraftText, Passage, Suggestion, SuggestionKind
from processes.texts import policies
from processes.texts.actions.preparing import publish_version
from processes.texts.actions.suggesting import answer_suggestions
from processes.texts.effects import all_applied, applied
from processes.texts.forms import AnswerManyForm, VersionForm
from processes.texts.pieces import Piece, one_line, piece
from processes.texts.shown import passages_of, shown_change
from processes.texts.views.common import around
from processes.texts.views.desk import led_or_404

SIZE, MOST_MARKED = 30, 200


def marked(values: Sequence[str]) -> list[int]:
    """Return the keys that were marked. Raises BadRequest for strange ones, or too many."""
    if len(values) > MOST_MARKED or any(not (v.isascii() and v.isdigit() and len(v) < 19) for v in values):
        raise BadRequest("sugerencia")
    return [int(value) for value in values]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the suggestions that wait for an answer, passage by passage, and answer those that are marked."""
    text, person = led_or_404(request, pk), signed_in(request)
    policies.may_answer_many(person, text).enforce()
    form = AnswerManyForm(request.POST if request.method == "POST" else None)
    keys = marked(request.POST.getlist("sugerencia"))
    if request.method == "POST" and form.is_valid():
        rows = list(Suggestion.objects.filter(text=text, pk__in=keys).for_page().order_by("pk"))
        if _answered(request, form, text, rows):
            return redirect("texts:answers", text.pk)
    waiting = Suggestion.objects.filter(text=text).owed().for_cards()
    page = paginate(request, waiting, order=("passage_id", "id"), size=SIZE)
    shown = [{"suggestion": row, "change": shown_change(row), "marked": row.pk in keys} for row in page]
    context = around(text, form=form, page=page, shown=shown)
    status = 422 if request.method == "POST" else 200
    return render(request, "processes/texts/desk/answers.html", context, status=status)


def _answered(request: HttpRequest, form: AnswerManyForm, text: DraftText, rows: list[Suggestion]) -> bool:
    try:
        done = answer_suggestions(
            text=text, suggestions=rows, by=signed_in(request), at=timezone.now(), **form.cleaned_data
        )
    except ActDenied as error:
        form.deny(error.denial.message)
    except ValidationError as error:
        for message in error.messages:
            form.deny(message)
    else:
        words = ngettext("%(n)s suggestion has its answer.", "%(n)s suggestions have their answer.", len(done))
        messages.success(request, words % {"n": len(done)})
        return True
    return False


@dataclass(slots=True)
class Part:
    """A passage that the next version may change: its words as they would be, and what was accepted on it."""

    passage: Passage
    words: str
    suggestions: list[Suggestion]
    additions: list[tuple[Suggestion, str]]
    taken: set[int]
    misfits: set[int]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the next version: accepted suggestions stand in their passages already, and every word can be changed."""
    text, person = led_or_404(request, pk), signed_in(request)
    policies.may_publish_version(person, text).enforce()
    passages = passages_of(text)
    data = request.POST if request.method == "POST" else None
    parts = _parts(text, passages, marked(request.GET.getlist("tambien")), data)
    initial = {"seen": text.current.number if text.current else 0}
    form = VersionForm(data, initial=initial)
    if data is not None and form.is_valid() and _published(request, form, text, passages, parts):
        messages.success(request, _("The new version is published, and whoever suggested what it takes in is told."))
        return redirect("texts:changes", text.pk, DraftText.objects.get(pk=text.pk).current.number)  # type: ignore[union-attr]
    shown = {part.passage.pk for part in parts}
    rest = [row for row in passages if row.pk not in shown]
    context = around(text, form=form, parts=parts, rest=rest)
    return render(request, "processes/texts/desk/version.html", context, status=422 if data is not None else 200)


def _parts(text: DraftText, passages: list[Passage], also: list[int], data: Any) -> list[Part]:
    accepted = list(Suggestion.objects.filter(text=text).to_take().for_cards().order_by("-in_favour", "pk"))
    by_passage: dict[int, list[Suggestion]] = {}
    for row in accepted:
        by_passage.setdefault(row.passage_id, []).append(row)
    posted = set(also) | _posted_keys(data)
    found = []
    for passage in passages:
        rows = by_passage.get(passage.pk, [])
        if rows or passage.key in posted:
            found.append(_part(passage, rows, data))
    return found


def _posted_keys(data: Any) -> set[int]:
    names = [name.removeprefix("parte_") for name in data or () if name.startswith("parte_")]
    return {int(name) for name in names if name.isascii() and name.isdigit() and len(name) < 10}


def _part(passage: Passage, rows: list[Suggestion], data: Any) -> Part:
    """Return a part as it was posted, else with every suggestion in it that still fits."""
    changes = [row for row in rows if row.kind != SuggestionKind.ADDITION]
    additions = [row for row in rows if row.kind == SuggestionKind.ADDITION]
    misfits = {row.pk for row in changes if applied(row, passage.words) is None}
    if data is None:
        words = all_applied(changes, passage.words)
        new = [(row, row.wording) for row in additions]
        return Part(passage, words, changes, new, {row.pk for row in rows} - misfits, misfits)
    words = one_line(data.get(f"parte_{passage.key}", passage.words))
    new = [(row, one_line(data.get(f"nueva_{row.pk}", ""))) for row in additions]
    taken = {row.pk for row in rows if f"toma_{row.pk}" in data}
    return Part(passage, words, changes, new, taken, misfits)


def _published(
    request: HttpRequest, form: VersionForm, text: DraftText, passages: list[Passage], parts: list[Part]
) -> bool:
    known = {part.passage.pk: part for part in parts}
    pieces: list[Piece] = []
    for passage in passages:
        part = known.get(passage.pk)
        words = passage.words if part is None else part.words
        if words:
            pieces.append(Piece(passage.kind, passage.level, words, passage.key))
        for row, new in part.additions if part is not None else ():
            if row.pk in part.taken and new:  # type: ignore[union-attr]
                pieces.append(piece(new, item=passage.kind == "item"))
    taken = {pk for part in parts for pk in part.taken}
    rows = Suggestion.objects.filter(text=text, pk__in=taken)
    try:
        publish_version(
            text=text,
            pieces=pieces,
            takes=list(rows),
            note=form.cleaned_data["note"],
            seen=form.cleaned_data["seen"],
            by=signed_in(request),
            at=timezone.now(),
        )
    except ActDenied as error:
        form.deny(error.denial.message)
    except ValidationError as error:
        for message in error.messages:
            form.deny(message)
    else:
        return True
    return False
