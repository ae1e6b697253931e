"""The desk: the texts that an official leads, bringing one in, publishing it, adopting it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied, Denied
from participation.asks.views.common import MAX_ID, complain, signed_in
from participation.web.keyset import paginate
from processes.models import Component, DraftText, DraftTextState, Suggestion
from processes.policies import is_open, open_until
from processes.texts import policies
from processes.texts.actions.preparing import adopt_text, keep_text, publish_text, reopen_text
from processes.texts.forms import AdoptForm, BringForm
from processes.texts.kind import text_of
from processes.texts.pieces import read_markdown
from processes.texts.views.common import around, text_or_404


@require_safe
@signed_in_to_act
def desk(request: HttpRequest) -> HttpResponse:
    """Show the activities with texts that the official leads, and where each text is."""
    person = signed_in(request)
    held = roles.scopes(person, roles.STEWARDS)
    if held == set():
        Denied("role_missing", _("Your account does not have the role that this needs.")).enforce()
    rows: Any = Component.objects.filter(kind="text")
    rows = rows if held is None else rows.filter(subject__ancestors__overlap=list(held))
    rows = rows.select_related("process", "subject", "draft_text__current").defer("subject__search")
    return render(request, "processes/texts/desk/list.html", {"page": paginate(request, rows, order=("-id",), size=20)})


def component_or_404(request: HttpRequest, pk: int) -> Component:
    """Return an activity with a text that the official leads. Raises Http404 and ActDenied."""
    rows = Component.objects.visible_to(signed_in(request)).with_clock().filter(kind="text")
    found: Component | None = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    roles.may_work_as(signed_in(request), roles.STEWARDS, found.subject).enforce()
    return found


def led_or_404(request: HttpRequest, pk: int) -> DraftText:
    """Return a text that the official leads. Raises Http404 and ActDenied."""
    found = text_or_404(request, pk)
    roles.may_work_as(signed_in(request), roles.STEWARDS, found.subject).enforce()
    return found


@require_safe
@signed_in_to_act
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where the text of an activity is, and what can be done with it now."""
    component, person, at = component_or_404(request, pk), signed_in(request), timezone.now()
    text = text_of(component)
    context: dict[str, Any] = {"component": component, "process": component.process, "text": text}
    if text is not None:
        rows = Suggestion.objects.filter(text=text)
        waiting = rows.owed().count()
        context |= {
            "waiting": waiting,
            "to_take": rows.to_take().count(),
            "total": rows.public().count(),
            "may_publish": policies.may_publish(person, text),
            "may_version": policies.may_publish_version(person, text),
            "may_adopt": policies.may_adopt(person, text, waiting=waiting),
            "may_reopen": policies.may_reopen(person, text),
        }
    for act in ("suggest", "sign"):
        context[f"{act}_open"] = is_open(component, act, at)
        context[f"{act}_closes"] = open_until(component, act, at)
    context["prepares"] = policies.may_prepare(person, component)
    return render(request, "processes/texts/desk/manage.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def bring(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the text in: what is read of it is shown first, then it is kept."""
    component, person = component_or_404(request, pk), signed_in(request)
    text = text_of(component)
    policies.may_prepare(person, component).enforce()
    if text is not None:
        policies.is_draft(text).enforce()
    posted = request.method == "POST"
    form = BringForm(
        request.POST if posted else None, request.FILES if posted else None, initial=_kept(component, text)
    )
    pieces = None
    if posted and form.is_valid():
        if "keep" in request.POST and not request.FILES:
            if _keep(request, form, component):
                messages.success(request, _("The text is kept. Only officials see it until you publish it."))
                return redirect("texts:manage", component.pk)
        else:
            pieces = form.pieces
            form = BringForm(initial={**form.cleaned_data, "text": form.cleaned_data["markdown"]})
    context = {"component": component, "process": component.process, "text": text, "form": form, "pieces": pieces}
    status = 422 if posted and pieces is None else 200
    return render(request, "processes/texts/desk/bring.html", context, status=status)


def _kept(component: Component, text: DraftText | None) -> dict[str, str]:
    if text is None:
        return {"title": component.title}
    return {"title": text.title, "summary": text.summary, "text": text.markdown}


def _keep(request: HttpRequest, form: BringForm, component: Component) -> bool:
    data = form.cleaned_data
    words = {"title": data["title"], "summary": data["summary"], "markdown": data["markdown"]}
    try:
        keep_text(component=component, by=signed_in(request), at=timezone.now(), **words)
    except ActDenied as error:
        form.deny(error.denial.message)
    except ValidationError as error:
        complain(form, error)
    else:
        return True
    return False


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the first version, after showing it as everybody will read it."""
    text, person = led_or_404(request, pk), signed_in(request)
    if text.state != DraftTextState.DRAFT:
        return redirect(text.get_absolute_url())
    policies.may_publish(person, text).enforce()
    if request.method == "POST":
        publish_text(text=text, by=person, at=timezone.now())
        messages.success(request, _("The text is published. Its parts keep their numbers from now on."))
        return redirect("texts:detail", text.pk)
    context = around(text, pieces=read_markdown(text.markdown))
    return render(request, "processes/texts/desk/publish.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Adopt the text as it stands, after saying what that means."""
    text, person = led_or_404(request, pk), signed_in(request)
    if text.state == DraftTextState.ADOPTED:
        return redirect(text.get_absolute_url())
    rows = Suggestion.objects.filter(text=text)
    policies.may_adopt(person, text, waiting=rows.owed().count()).enforce()
    form = AdoptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            adopt_text(text=text, adoption=form.cleaned_data["adoption"], by=person, at=timezone.now())
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            complain(form, error)
        else:
            messages.success(request, _("The text is adopted, and everybody who took part is told."))
            return redirect("texts:detail", text.pk)
    context = around(text, form=form, to_take=rows.to_take().count())
    return render(request, "processes/texts/desk/adopt.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an adoption that nobody signed, after asking once."""
    text, person = led_or_404(request, pk), signed_in(request)
    policies.may_reopen(person, text).enforce()
    if request.method == "POST":
        reopen_text(text=text, by=person, at=timezone.now())
        messages.success(request, _("The text is in the making again."))
        return redirect("texts:manage", text.component_id)
    return render(request, "processes/texts/desk/reopen.html", around(text))
