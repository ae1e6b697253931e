"""A whole new version of a text, from a file: what changes is shown passage by passage before it is published."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.asks.views.common import signed_in
from processes.models import DraftText, Suggestion, TextVersion
from processes.texts import policies
from processes.texts.actions.common import pieces_of
from processes.texts.actions.preparing import publish_version
from processes.texts.forms import WholeForm
from processes.texts.matching import matched
from processes.texts.pieces import Piece, numbered, write_markdown
from processes.texts.shown import Changed, changes_of
from processes.texts.views.common import around
from processes.texts.views.desk import led_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def whole(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the text as it is to be; passages keep their numbers, suggestions and comments where they are the same."""
    text, person = led_or_404(request, pk), signed_in(request)
    policies.may_publish_version(person, text).enforce()
    assert text.current is not None  # what can have a new version has one
    accepted = Suggestion.objects.filter(text=text).to_take().for_cards().order_by("passage", "pk")
    posted = request.method == "POST"
    before = pieces_of(text.current)
    initial = {"text": write_markdown(before), "seen": text.current.number}
    form = _form(request.POST if posted else None, request.FILES if posted else None, accepted, initial=initial)
    changed = None
    if posted and form.is_valid():
        pieces = matched(before, form.pieces)
        if "publish" in request.POST and not request.FILES:
            if _published(request, form, text, pieces):
                messages.success(
                    request, _("The new version is published, and whoever suggested what it takes in is told.")
                )
                return redirect("texts:changes", text.pk, DraftText.objects.get(pk=text.pk).current.number)  # type: ignore[union-attr]
        else:
            changed = _changes(text.current, pieces)
            kept = {name: form.cleaned_data.get(name) for name in ("note", "seen")}
            takes = form.cleaned_data.get("takes") or _taken_in(accepted, pieces)
            form = _form(None, None, accepted, initial={**kept, "takes": takes, "text": form.cleaned_data["markdown"]})
    context = around(text, form=form, changed=changed)
    status = 422 if posted and changed is None else 200
    return render(request, "processes/texts/desk/whole.html", context, status=status)


def _form(data: Any, files: Any, accepted: Any, initial: dict[str, Any]) -> WholeForm:
    form = WholeForm(data, files, accepted=accepted, initial=initial)
    if "takes" in form.fields:
        form.fields["takes"].label_from_instance = _label  # type: ignore[attr-defined]
    return form


def _label(row: Suggestion) -> str:
    return _("“%(title)s”, of %(name)s") % {"title": row.subject.title, "name": row.signed_name}


def _changes(before: TextVersion, pieces: list[Piece]) -> list[Changed]:
    """Return what would change; new passages stand under keys that no passage has."""
    rows = [
        {"key": one.key or -place, "kind": one.kind, "level": one.level, "number": one.number, "words": one.words}
        for place, one in enumerate(numbered(pieces), start=1)
    ]
    return changes_of(TextVersion(passages=rows), before, [])


def _taken_in(accepted: Any, pieces: list[Piece]) -> list[Suggestion]:
    """Return the accepted suggestions whose words stand in the new text, to be marked at first."""
    words = "\n".join(one.words for one in pieces)
    return [row for row in accepted if row.wording and row.wording in words]


def _published(request: HttpRequest, form: WholeForm, text: DraftText, pieces: list[Piece]) -> bool:
    data = form.cleaned_data
    try:
        publish_version(
            text=text, pieces=pieces, takes=list(data.get("takes") or ()), note=data["note"], seen=data["seen"],
            by=signed_in(request), at=timezone.now(),
        )  # fmt: skip
    except ActDenied as error:
        form.deny(error.denial.message)
    except ValidationError as error:
        for message in error.messages:
            form.deny(message)
    else:
        return True
    return False
