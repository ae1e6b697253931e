"""The unit's log of breaches, and the security document filled from what the platform knows of itself."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from participation.access.decorators import signed_in_to_act
from participation.privacy import policies
from participation.privacy.actions import office
from participation.privacy.document import as_docx, sections
from participation.privacy.forms import BreachForm
from participation.privacy.models import Breach
from participation.privacy.views.requests import add_errors
from participation.web.keyset import paginate

INVALID = 422
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@signed_in_to_act
@never_cache
def breaches(request: HttpRequest) -> HttpResponse:
    """List the breaches of security, newest first."""
    policies.may_set_privacy(request.user).enforce()  # type: ignore[arg-type]
    page = paginate(request, Breach.objects.all(), order=("-found_at", "-pk"), size=20)
    return render(request, "participation/privacy/breaches.html", {"page": page, "unit": _is_unit(request)})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def new_breach(request: HttpRequest) -> HttpResponse:
    """Note a breach."""
    person: Any = request.user
    policies.may_set_privacy(person).enforce()
    form, status = BreachForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                made = office.note_breach(by=person, at=timezone.now(), **form.cleaned_data)
                messages.success(request, _("It is noted."))
                return redirect("privacy:breach", pk=made.pk)
            except ValidationError as error:
                add_errors(form, error)
    return render(request, "participation/privacy/breach.html", {"form": form, "row": None}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def breach(request: HttpRequest, pk: int) -> HttpResponse:
    """Complete or close the note of a breach; a closed one is read only."""
    person: Any = request.user
    policies.may_set_privacy(person).enforce()
    row = Breach.objects.select_related("noted_by").filter(pk=pk).first() if pk < 2**62 else None
    if row is None:
        raise Http404
    form, status = BreachForm(request.POST if request.method == "POST" else None, breach=row), 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            close = request.POST.get("close") == "1"
            try:
                office.update_breach(breach=row, by=person, at=timezone.now(), close=close, **form.cleaned_data)
                messages.success(request, _("It is noted."))
                return redirect("privacy:breach", pk=pk)
            except ValidationError as error:
                add_errors(form, error)
    return render(request, "participation/privacy/breach.html", {"form": form, "row": row}, status=status)


@require_safe
@signed_in_to_act
@never_cache
def security_document(request: HttpRequest) -> HttpResponse:
    """Show the security document as it can be filled from here, and what is left for people to write."""
    policies.may_set_privacy(request.user).enforce()  # type: ignore[arg-type]
    context = {"sections": sections(timezone.now()), "unit": _is_unit(request)}
    return render(request, "participation/privacy/document.html", context)


@require_safe
@signed_in_to_act
@never_cache
def download_document(request: HttpRequest) -> HttpResponse:
    """Hand over the document for a word processor."""
    policies.may_set_privacy(request.user).enforce()  # type: ignore[arg-type]
    response = HttpResponse(as_docx(sections(timezone.now())), content_type=DOCX)
    response["Content-Disposition"] = 'attachment; filename="documento-de-seguridad.docx"'
    return response


def _is_unit(request: HttpRequest) -> bool:
    """Return whether the reader may open the desk of requests, so that nobody is led to a page that refuses them."""
    return bool(policies.may_answer_requests(request.user))  # type: ignore[arg-type]
