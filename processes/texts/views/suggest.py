"""Suggesting on a passage, what others suggest there, one suggestion, taking sides, taking back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.resume import Offer, resumable
from participation.access.verdict import ActDenied
from participation.asks.views.common import MAX_ID, reader, signed_in
from participation.models import Person
from participation.organisations.querysets import choices_of, named_or_none
from participation.web.keyset import paginate
from processes.models import Component, DraftText, Suggestion
from processes.policies import may_edit_process, open_until
from processes.texts import policies
from processes.texts.actions.suggesting import QUOTE_MOST, suggest, take_side, withdraw_suggestion
from processes.texts.forms import SuggestForm
from processes.texts.many import gather_suggestions
from processes.texts.shown import fits, shown_change
from processes.texts.views.common import around, language, passage_or_404, published_or_404, suggestion_or_404

SIZE = 20
ORDERS = {
    "": (gettext_lazy("Most favoured"), ("-in_favour", "-id")),
    "nuevas": (gettext_lazy("Newest"), ("-at", "-id")),
}
STATES = {
    "": gettext_lazy("Everything"),
    "esperan": gettext_lazy("Waiting for an answer"),
    "respondidas": gettext_lazy("With an answer"),
    "en-el-texto": gettext_lazy("In the text"),
}
SIDES = {"1": 1, "-1": -1, "0": 0}


def narrowed(rows: Any, state: str) -> Any:
    """Return the rows in a state of ``STATES``. Raises BadRequest for another one."""
    if state == "esperan":
        return rows.filter(subject__response__isnull=False, subject__response__published_at__isnull=True)
    if state == "respondidas":
        return rows.filter(subject__response__published_at__isnull=False)
    if state == "en-el-texto":
        return rows.filter(taken_in__isnull=False)
    if state:
        raise BadRequest("estado")
    return rows


@require_safe
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every suggestion on a text; ``?estado=`` narrows them, ``?orden=`` sorts them."""
    text = published_or_404(request, pk)
    context = around(text, **_found(request, text, Suggestion.objects.filter(text=text)))
    return render(request, "processes/texts/suggestions.html", context)


@require_safe
def passage(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Show one passage with what people suggest on it."""
    text, person, at = published_or_404(request, pk), reader(request), timezone.now()
    row = passage_or_404(text, key)
    context = around(
        text,
        passage=row,
        verdict=policies.may_suggest_on(person, row, at=at),
        closes=open_until(text.component, "suggest", at),
        **_found(request, text, Suggestion.objects.filter(passage=row)),
    )
    return render(request, "processes/texts/passage.html", context)


def _found(request: HttpRequest, text: DraftText, rows: Any) -> dict[str, Any]:
    """Return a page of suggestions with what each would change and which side the reader may take."""
    state, order = request.GET.get("estado", ""), request.GET.get("orden", "")
    if order not in ORDERS:
        raise BadRequest("orden")
    person, at = reader(request), timezone.now()
    page = paginate(request, narrowed(rows.public().for_page(), state), order=ORDERS[order][1], size=SIZE)
    gather_suggestions(page.rows, person)
    shown = [
        {"suggestion": each, "change": shown_change(each), "verdict": policies.may_take_side(person, each, at=at)}
        for each in page.rows
    ]
    names = [(name, label) for name, (label, _columns) in ORDERS.items()]
    return {"page": page, "shown": shown, "state": state, "order": order, "states": STATES.items(), "orders": names}


def _offer(person: Person, at: datetime, *, pk: int, key: int) -> Offer | None:
    """Return the wish to suggest; None for a text that is not shown."""
    text = DraftText.objects.public().for_page().filter(pk=pk).first() if pk <= MAX_ID else None
    if text is None:
        return None
    text.component = Component.objects.with_clock().get(pk=text.component_id)
    verdict, rules = policies.may_suggest(person, text, at=at), tuple(text.component.config.who_may_suggest)
    until = open_until(text.component, "suggest", at)
    return Offer(_("Suggest a change"), text.title, f"/textos/{pk}/parte/{key}/", verdict, rules, until)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@resumable(_offer, opens=True)
def write(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Write what one would have otherwise; ``?cita=`` and ``?desde=`` bring the words that were marked."""
    text, at = published_or_404(request, pk), timezone.now()
    row = passage_or_404(text, key)
    policies.may_suggest_on(signed_in(request), row, at=at).enforce()
    form = SuggestForm(
        request.POST if request.method == "POST" else None, before=row.words, initial=_marked(request),
        offered=tuple(choices_of(signed_in(request))),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        made = _hand_in(request, form, row, at)
        if made is not None:
            remark = made.kind == "remark"
            told = _("Your suggestion is published. It will be answered with reasons, and we will tell you.")
            messages.success(request, _("Your comment is published.") if remark else told)
            return redirect(made.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    context = around(text, passage=row, form=form)
    return render(request, "processes/texts/write.html", context, status=status)


def _marked(request: HttpRequest) -> dict[str, Any]:
    quote, start = request.GET.get("cita", "")[:QUOTE_MOST], request.GET.get("desde", "")
    marked: dict[str, Any] = {"quote": quote}
    if quote:
        marked["wording"] = quote
    if start.isascii() and start.isdigit() and len(start) < 6:
        marked["start"] = int(start)
    return marked


def _hand_in(request: HttpRequest, form: SuggestForm, row: Any, at: datetime) -> Suggestion | None:
    try:
        act_id = form.cleaned_data["act_id"]
        person = signed_in(request)
        named = named_or_none(form.cleaned_data.get("organisation"))
        return suggest(
            passage=row, given=form.given(), by=person, at=at, lang=language(), act_id=act_id, organisation=named
        )
    except ActDenied as error:
        form.deny(error.denial.message)
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            known = name in form.fields and not form.fields[name].widget.is_hidden
            form.add_error(name if known else None, texts)
    return None


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one suggestion: what would change, why, who is in favour, the answer, and what became of it."""
    row, person, at = suggestion_or_404(request, pk), reader(request), timezone.now()
    own = person is not None and row.author_id == person.pk
    context = around(
        row.text,
        suggestion=row,
        change=shown_change(row),
        fits=fits(row),
        verdict=policies.may_take_side(person, row, at=at),
        own=own,
        may_withdraw=policies.may_withdraw(person, row) if own else None,
        folio=getattr(row.subject, "folio", None) if own else None,
        works=bool(may_edit_process(person, row.text.component.process)),
        foreign=row.lang.split("-")[0] != language(),
    )
    return render(request, "processes/texts/suggestion.html", context)


def _side_offer(person: Person, at: datetime, *, pk: int) -> Offer | None:
    """Return the wish to take a side; None for a suggestion that is not shown."""
    row = Suggestion.objects.public().for_page().filter(pk=pk).first() if pk <= MAX_ID else None
    if row is None:
        return None
    gather_suggestions([row], person)
    rules, until = tuple(row.text.component.config.who_may_suggest), open_until(row.text.component, "suggest", at)
    verdict = policies.may_take_side(person, row, at=at)
    return Offer(_("Say whether you are in favour"), row.subject.title, row.subject.path, verdict, rules, until)


@require_POST
@signed_in_to_act
@resumable(_side_offer, fields=("value",))
def side(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a side on a suggestion, or none again, and go back to where it was taken."""
    row, value = suggestion_or_404(request, pk), SIDES.get(request.POST.get("value", ""))
    if value is None:
        messages.error(request, _("Choose one of the options."))
        return redirect(row.get_absolute_url())
    take_side(suggestion=row, value=value, by=signed_in(request), at=timezone.now())
    told = {1: _("You are in favour."), -1: _("You are against."), 0: _("You take no side any more.")}
    messages.success(request, told[value])
    if request.POST.get("back") == "passage":
        address = redirect("texts:passage", row.text_id, row.passage.key)
        address["Location"] += f"#sugerencia-{row.pk}"
        return address
    return redirect(row.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own suggestion back, after asking once."""
    row, person = suggestion_or_404(request, pk), signed_in(request)
    policies.may_withdraw(person, row).enforce()
    if request.method == "POST":
        withdraw_suggestion(suggestion=row, by=person, at=timezone.now())
        messages.success(request, _("You took your suggestion back."))
        return redirect("texts:passage", row.text_id, row.passage.key)
    return render(request, "processes/texts/withdraw.html", around(row.text, suggestion=row))
