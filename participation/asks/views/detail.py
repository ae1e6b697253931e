"""The page of one question or request."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from participation.asks import policies
from participation.asks.models import Ask
from participation.asks.registry import get_kind, place_of
from participation.asks.states import AskState
from participation.asks.tags import state_tag
from participation.asks.views.common import MAX_ID, page_rows, reader
from participation.models import Event
from participation.opendata.registry import bulk_datasets
from participation.responses import policies as answers
from participation.subjects import above
from participation.subjects.querysets import lies_in_closed


@require_safe
def detail(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show what was asked, the answer, and what came of it; what was withdrawn says so (410)."""
    from django.http import Http404

    person, at = reader(request), timezone.now()
    ask = page_rows(person).filter(kind=kind, pk=pk).first() if pk <= MAX_ID else None
    if ask is None or ask.state == AskState.WITHDRAWN:
        gone = _withdrawn(kind, pk)
        if gone is not None:
            context = {"ask": gone, "kind": get_kind(kind), "reason": _told(gone, "participation.ask.withdrawn")}
            return render(request, "participation/asks/gone.html", context, status=410)
    if ask is None:
        raise Http404
    above.keep(ask, ask.subject)
    ask.subject.joined_by_me = ask.joined_by_me
    known, place = get_kind(kind), place_of(ask.subject)
    own = person is not None and ask.author_id == person.pk
    context = {
        "ask": ask,
        "kind": known,
        "words": known.words,
        "crumbs": known.crumbs(place),
        "list_url": known.list_path(place),
        "own": own,
        "folio": getattr(ask.subject, "folio", None) if own else None,
        "tag": state_tag(ask, at),
        "may_edit": policies.may_edit(person, ask, at=at) if own else None,
        "may_withdraw": policies.may_withdraw(person, ask, at=at) if own else None,
        "may_moderate": bool(policies.may_moderate(person, ask)),
        "may_answer": bool(answers.may_prepare(person, ask.subject)) and ask.state == AskState.PUBLISHED,
        "returned": _told(ask, "participation.ask.returned") if ask.state == AskState.RETURNED else "",
        "response": getattr(ask.subject, "response", None),
        "dataset": next((one for one in bulk_datasets() if one.name == ask.dataset), None),
        "foreign": ask.lang.split("-")[0] != (request.LANGUAGE_CODE or "es").split("-")[0],  # type: ignore[attr-defined]
        "data_url": _data_url(ask),
    }
    return render(request, "participation/asks/detail.html", context)


def _withdrawn(kind: str, pk: int) -> Ask | None:
    if pk > MAX_ID:
        return None
    rows = Ask.objects.filter(~lies_in_closed(), kind=kind, pk=pk, state=AskState.WITHDRAWN, published_at__isnull=False)
    return rows.exclude(subject__state="hidden").for_page().first()


def _told(ask: Ask, name: str) -> str:
    event = Event.objects.filter(subject=ask.subject, name=name).order_by("-at").first()
    return str(event.payload.get("reason", "")).rstrip(". ") if event else ""  # the page ends the sentence


def _data_url(ask: Ask) -> str:
    try:
        return reverse(f"api:{get_kind(ask.kind).dataset}-detail", args=[ask.pk])
    except NoReverseMatch:
        return ""
