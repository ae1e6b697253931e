"""Spreadsheets of the office: asking for the file of a call, and bringing answers or papers in, with a look before."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.contribution import CAPTURED, Channel
from participation.exports.actions import request_export
from participation.imports import uploads
from participation.imports.actions import apply_plan
from participation.imports.errors import ImportRefused
from participation.imports.frame import Plan, SourceFile, preview
from participation.responses.views.common import INVALID
from participation.web.forms import Form, TidyCharField
from processes.models import Component
from proposals.importers.office import plan_answers, plan_paper
from proposals.regrouping_policies import leads_any
from proposals.views.common import signed_in

MAX_BYTES = 10 * 1024 * 1024
ANSWERS, PAPER = "respuestas", "papel"


def led_calls(person: Any) -> Any:
    """Return the proposal calls that an official leads."""
    rows = Component.objects.filter(kind="proposals").select_related("process__subject", "subject")
    held = roles.scopes(person, roles.STEWARDS)
    if held is None:
        return rows.order_by("-process", "pk")
    below = Component.objects.filter(subject__ancestors__overlap=list(held)) if held else Component.objects.none()
    return rows.filter(pk__in=below.values("pk")).order_by("-process", "pk")


class CallField(forms.ModelChoiceField):
    """A call, named with its process."""

    def label_from_instance(self, obj: Component) -> str:
        """Return process and call."""
        return f"{obj.process.title}: {obj.title}"


class SheetForm(Form):
    """What the file brings, into which call, and the file."""

    what = forms.ChoiceField(
        label=gettext_lazy("What does the file bring?"),
        choices=[
            (ANSWERS, gettext_lazy("Answers, as drafts")),
            (PAPER, gettext_lazy("Proposals that people wrote on paper or said in person")),
        ],
        widget=forms.RadioSelect,
        initial=ANSWERS,
    )
    call = CallField(label=gettext_lazy("Into which call?"), queryset=Component.objects.none(),
        empty_label=gettext_lazy("Choose one"))  # fmt: skip
    channel = forms.ChoiceField(
        label=gettext_lazy("How did the proposals reach you?"),
        choices=[(channel.value, channel.label) for channel in Channel if channel.value in CAPTURED],
        initial=Channel.PAPER,
        required=False,
        help_text=gettext_lazy("Only for proposals."),
    )
    source = TidyCharField(
        label=gettext_lazy("Where do they come from?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For example: table at the market, 14 March."),
    )
    file = forms.FileField(
        label=gettext_lazy("File (CSV, XLSX or JSON)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.json"}),
        help_text=gettext_lazy(
            "Answers need the columns id, verdict and reasons. Proposals need number, title and body; they may have "
            "territory, address, tags and lang."
        ),
        error_messages={"required": gettext_lazy("Choose the file.")},
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["call"]
        field.queryset = led_calls(person)
        # The second step sends the token of the file that is kept.
        self.fields["file"].required = not self.data.get("archivo")

    def clean_file(self) -> Any:
        """Refuse a file that is too large to read at once."""
        file = self.cleaned_data["file"]
        if file is not None and file.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than %(size)s MB.") % {"size": MAX_BYTES >> 20})
        return file


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def bring(request: HttpRequest) -> HttpResponse:
    """Show what a file would do, row by row, or all that is wrong with it; then do it, all or nothing."""
    by, at = signed_in(request), timezone.now()
    leads_any(by).enforce()
    asked = request.GET.get("convocatoria", "")
    form = SheetForm(*((request.POST, request.FILES) if request.method == "POST" else ()), person=by,
                     initial={"call": asked if asked.isascii() and asked.isdigit() else None})  # fmt: skip
    context: dict[str, Any] = {"form": form, "complaints": None, "look": None}
    status = 200
    if request.method == "POST":
        status = INVALID
        file = _file(request, form) if form.is_valid() else None
        if file is not None:
            try:
                plan = _plan(form, file, by, at)
                if request.POST.get("seguro") == "1":
                    return _apply(request, plan, by, at)
                context |= {"look": preview(plan), "token": uploads.keep(file, person=by.pk), "name": file.name}
                status = 200
            except ImportRefused as error:
                context["complaints"] = error.messages
            except ActDenied as error:
                form.deny(error.denial.message)
                status = 403
    return render(request, "proposals/desk/bring.html", context, status=status)


def _file(request: HttpRequest, form: SheetForm) -> SourceFile | None:
    token = request.POST.get("archivo", "")
    if token:
        kept = uploads.take(token[:5000], person=signed_in(request).pk)
        if kept is None:
            form.add_error("file", _("The file was not kept long enough. Choose it again."))
        return kept
    given = form.cleaned_data["file"]
    return SourceFile(given.name[:200], given.read(), form.cleaned_data["source"] or _("the office"), "")


def _plan(form: SheetForm, file: SourceFile, by: Any, at: Any) -> Plan:
    data = form.cleaned_data
    if data["what"] == ANSWERS:
        return plan_answers(file=file, component=data["call"], by=by, at=at)
    channel = data["channel"] or Channel.PAPER.value
    return plan_paper(file=file, component=data["call"], channel=channel, by=by, at=at)


def _apply(request: HttpRequest, plan: Plan, by: Any, at: Any) -> HttpResponse:
    report = apply_plan(plan=plan, by=by, at=at)
    n = report.created + report.updated
    words = ngettext("%(n)s row was brought in.", "%(n)s rows were brought in.", n) % {"n": n}
    messages.success(request, words)
    return redirect("responses:desk" if plan.kind == "proposals:answers" else "proposals:desk")


@require_POST
@signed_in_to_act
def take(request: HttpRequest) -> HttpResponseBase:
    """Ask for the file of the proposals of a call, or of all calls that the official leads."""
    by = signed_in(request)
    leads_any(by).enforce()
    call = request.POST.get("convocatoria", "")
    if not (call == "" or (call.isascii() and call.isdigit() and len(call) < 19)):
        raise BadRequest("convocatoria")
    request_export(kind="proposals", params={"call": int(call)} if call else {}, by=by, at=timezone.now())
    messages.success(request, _("The file is being made. We tell you when it is ready."))
    return redirect("exports:official")
