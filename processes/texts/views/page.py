"""The page of a text, the texts of all processes, earlier versions, and the text to take away."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from participation.access.eligibility import describe
from participation.asks.views.common import reader
from participation.web.keyset import paginate
from processes.models import Component, DraftText, DraftTextState, TextSignature, TextVersion
from processes.policies import may_edit_process, open_until
from processes.texts import policies
from processes.texts.actions.common import pieces_of
from processes.texts.documents import FORMATS, Document
from processes.texts.kind import text_of
from processes.texts.shown import Numbers, numbers, passages_of
from processes.texts.views.common import around, published_or_404, text_or_404

SIZE, SIGNERS = 20, 12
STATES = dict(DraftTextState.choices[1:])


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the texts of all processes, the newest first; ``?estado=`` narrows them."""
    state = request.GET.get("estado", "")
    if state and state not in STATES:
        raise BadRequest("estado")
    rows = DraftText.objects.public().select_related("subject__counts", "component__process")
    rows = rows.filter(state=state) if state else rows
    page = paginate(request, rows.defer("subject__search", "markdown"), order=("-published_at", "-id"), size=SIZE)
    return render(request, "processes/texts/list.html", {"page": page, "state": state, "states": STATES.items()})


def of_component(request: HttpRequest, component: Component) -> HttpResponse:
    """Show the text of an activity, or that it is not published yet."""
    person, found = reader(request), text_of(component)
    if found is None or found.current is None:
        works = bool(may_edit_process(person, component.process))
        context = {"component": component, "process": component.process, "draft": found, "works": works}
        return render(request, "processes/texts/coming.html", context)
    return detail(request, found.pk)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the text with its table of contents, what people suggest on each part, and who signed it."""
    text, person, at = text_or_404(request, pk), reader(request), timezone.now()
    works = bool(may_edit_process(person, text.component.process))
    if text.current is None:
        context = around(text, draft=text, works=works)
        return render(request, "processes/texts/coming.html", context)
    passages, told = passages_of(text), numbers(text)
    none = Numbers()
    adopted = text.state == DraftTextState.ADOPTED
    mine = _own_signature(text, person) if adopted else None
    act = "sign" if adopted else "suggest"
    context = around(
        text,
        rows=[(passage, told.get(passage.pk, none)) for passage in passages],
        contents=[row for row in passages if row.kind in {"heading", "article"}],
        total=sum(each.total for each in told.values()),
        waiting=sum(each.waiting for each in told.values()),
        adopted=adopted,
        verdict=policies.may_sign(person, text, at=at) if adopted else policies.may_suggest(person, text, at=at),
        closes=open_until(text.component, act, at),
        who=describe(getattr(text.component.config, f"who_may_{act}")),
        mine=mine,
        signers=_signers(text) if adopted and text.signed else [],
        formats=FORMATS.items(),
        works=works,
    )
    return render(request, "processes/texts/detail.html", context)


def _own_signature(text: DraftText, person: Any) -> TextSignature | None:
    if person is None:
        return None
    rows = TextSignature.objects.filter(text=text, person=person, organisation__isnull=True, withdrawn_at__isnull=True)
    return rows.first()


def _signers(text: DraftText) -> list[TextSignature]:
    rows = TextSignature.objects.filter(text=text, withdrawn_at__isnull=True).select_related("person", "organisation")
    return list(rows.order_by("-at", "-pk")[:SIGNERS])


def version_or_404(text: DraftText, number: int) -> TextVersion:
    """Return a version of a text. Raises Http404."""
    rows = TextVersion.objects.filter(text=text).select_related("version__by")
    found = rows.filter(number=number).first() if number < 2**31 else None
    if found is None:
        raise Http404
    return found


@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show the text as it was in one version, to read or to print."""
    text = published_or_404(request, pk)
    found = version_or_404(text, number)
    context = around(text, version=found, pieces=pieces_of(found), newest=found.pk == text.current_id)
    return render(request, "processes/texts/version.html", {**context, "formats": FORMATS.items()})


@require_safe
def download(request: HttpRequest, pk: int, number: int, ending: str) -> HttpResponse:
    """Hand over a version as a file."""
    text = published_or_404(request, pk)
    if ending not in FORMATS:
        raise Http404
    found, form = version_or_404(text, number), FORMATS[ending]
    signers = [row.signed_name for row in _all_signers(text)] if found.pk == text.current_id and text.signed else []
    data = form.write(Document.of(text, found, signers))
    response = HttpResponse(data, content_type=form.content_type)
    name = f"{slugify(text.title)[:60] or 'texto'}-v{found.number}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _all_signers(text: DraftText) -> Any:
    rows = TextSignature.objects.filter(text=text, withdrawn_at__isnull=True).select_related("person", "organisation")
    return rows.order_by("at", "pk")[:5_000]
