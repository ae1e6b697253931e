"""Steps that pages of texts share."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from participation.asks.views.common import MAX_ID, reader
from participation.subjects import above
from processes.models import Component, DraftText, Passage, Suggestion
from processes.texts.many import gather_suggestions


def text_or_404(request: HttpRequest, pk: int) -> DraftText:
    """Return what the reader may see, with what policies and pages ask. Raises Http404, also for strange keys."""
    person = reader(request)
    rows = DraftText.objects.visible_to(person).for_page()
    rows = rows.annotate(**above.asked(None if person is None else person.pk))
    found = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    above.keep(found, found.subject)
    found.component = Component.objects.with_clock().get(pk=found.component_id)
    return found  # type: ignore[no-any-return]


def published_or_404(request: HttpRequest, pk: int) -> DraftText:
    """Return a text that has a version. Raises Http404."""
    found = text_or_404(request, pk)
    if found.current is None:
        raise Http404
    return found


def passage_or_404(text: DraftText, key: int) -> Passage:
    """Return a passage of a text, also one that is gone. Raises Http404."""
    found = Passage.objects.filter(text=text, key=key).select_related("gone_in").first() if key < 2**31 else None
    if found is None:
        raise Http404
    found.text = text
    return found


def suggestion_or_404(request: HttpRequest, pk: int) -> Suggestion:
    """Return a suggestion that the reader may see, with what policies ask. Raises Http404."""
    person = reader(request)
    me = None if person is None else person.pk
    rows = Suggestion.objects.visible_to(person).for_page().annotate(**above.asked(me))
    found: Any = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None or (found.withdrawn_at is not None and found.author_id != me):
        raise Http404
    above.keep(found, found.subject)
    gather_suggestions([found], person)
    return found  # type: ignore[no-any-return]


def around(text: DraftText, **more: Any) -> dict[str, Any]:
    """Return what every page of one text shows."""
    component = text.component
    return {"text": text, "component": component, "process": component.process, **more}


def language() -> str:
    """Return the language in which somebody writes now."""
    return (get_language() or "es").split("-")[0]
