"""Files come out of a view that asks each time whether this reader may see them."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.files import actions, policies, sniff
from participation.files.forms import DescriptionForm
from participation.files.models import Attachment
from participation.files.parts import get_part

# Asked for again each time (304 while nothing changed): what is hidden is gone at once, from browsers and proxies too.
PUBLIC_CACHE = "public, no-cache"
PRIVATE_CACHE = "private, no-store"
# Nothing in a file may run, load or frame anything, whatever the browser makes of it.
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'self'; sandbox"


@require_safe
def download(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Stream a file: images and PDF are shown, everything else (or with ``?descargar=1``) is saved."""
    attachment, public = _visible(request, key)
    shown = attachment.kind == Attachment.Kind.IMAGE or attachment.content_type == sniff.PDF
    return _stream(request, attachment, attachment.file, inline=shown and "descargar" not in request.GET, public=public)


@require_safe
def thumbnail(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Stream the small version of an image."""
    attachment, public = _visible(request, key)
    if not attachment.thumbnail:
        raise Http404
    return _stream(request, attachment, attachment.thumbnail, inline=True, public=public)


def _visible(request: HttpRequest, key: uuid.UUID) -> tuple[Attachment, bool]:
    """Return a file that the reader may see and whether anybody may.

    Who asks for a public file is not looked up, so that caches may keep it.
    """
    attachment = Attachment.objects.select_related("subject").filter(key=key, removed_at__isnull=True).first()
    if attachment is None:
        raise Http404
    public = policies.is_public(attachment)
    if not public and not policies.may_see_file(_person(request), attachment):
        raise Http404
    return attachment, public


def _stream(request: HttpRequest, attachment: Attachment, file: Any, *, inline: bool, public: bool) -> HttpResponseBase:
    etag = quote_etag(f"{attachment.sha256[:32]}-{'f' if file == attachment.file else 't'}")
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = FileResponse(file.open("rb"))
        except FileNotFoundError as error:
            raise Http404 from error
        kind = attachment.content_type
        response["Content-Type"] = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        response["Content-Disposition"] = content_disposition_header(not inline, attachment.name) or "inline"
    response["ETag"] = etag
    response["Cache-Control"] = PUBLIC_CACHE if public else PRIVATE_CACHE
    response["Content-Security-Policy"] = FILE_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_http_methods(["GET", "POST"])
@signed_in_to_act
def remove(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Ask once more, then take a file away."""
    attachment = _own(request, key)
    if request.method == "POST":
        actions.remove_attachment(attachment=attachment, by=_person(request), at=timezone.now())
        messages.success(request, _("The file is removed."))
        return redirect(_back(attachment))
    policies.may_remove(_person(request), attachment.subject, attachment.part).enforce()
    return render(request, "participation/files/remove.html", {"attachment": attachment, "subject": attachment.subject})


@require_http_methods(["GET", "POST"])
@signed_in_to_act
def describe(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Say in words what an image shows."""
    attachment = _own(request, key)
    policies.may_attach(_person(request), attachment.subject, attachment.part).enforce()
    form = DescriptionForm(request.POST if request.method == "POST" else None, initial={"alt": attachment.alt})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.describe_attachment(
                    attachment=attachment,
                    alt=form.cleaned_data["alt"],
                    by=_person(request),
                    at=timezone.now(),
                )
                messages.success(request, _("The description is saved."))
                return redirect(_back(attachment))
            except ActDenied as error:
                form.deny(error.denial.message)
                status = 403
            except ValidationError as error:
                form.deny(" ".join(error.messages))
    return render(
        request,
        "participation/files/describe.html",
        {
            "attachment": attachment,
            "subject": attachment.subject,
            "form": form,
        },
        status=status,
    )


def _back(attachment: Attachment) -> str:
    """Return where whoever changed a file goes back to."""
    subject = attachment.subject
    return get_part(attachment.part).page(subject) if attachment.part else subject.get_absolute_url()


def _own(request: HttpRequest, key: uuid.UUID) -> Attachment:
    """Return a file of a subject that the reader may see."""
    attachment = Attachment.objects.select_related("subject").filter(key=key, removed_at__isnull=True).first()
    if attachment is None or not policies.may_see_file(_person(request), attachment):
        raise Http404
    return attachment


def _person(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None
