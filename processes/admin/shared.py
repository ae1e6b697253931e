"""What the officials' pages share."""

from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from participation.access.verdict import ActDenied
from participation.models import Person
from participation.web.addresses import localized
from participation.web.editor import with_nonce
from processes.models import Process

if TYPE_CHECKING:
    from processes.admin.process import ProcessAdmin


def official(request: HttpRequest) -> Person:
    """Return the person who works here; the admin lets nobody else in."""
    return cast(Person, request.user)


def show(
    page: "ProcessAdmin",
    request: HttpRequest,
    template: str,
    title: Any,
    process: Process | None = None,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Render a page within the admin. Scripts of widgets get the request's nonce, which the import map needs."""
    if "media" in context:
        context["media"] = with_nonce(context["media"], request)
    return render(
        request,
        f"processes/office/{template}.html",
        {
            **page.admin_site.each_context(request),
            "title": title,
            "opts": page.opts,
            "process": process,
            "public_url": localized(process.subject.path) if process else "",
            "own_heading": True,
            **context,
        },
        status=status,
    )


def complain(form: Any, error: ActDenied | ValidationError) -> None:
    """Put what an act complained of into the form: at the field where it has that name, else above it."""
    if isinstance(error, ActDenied):
        form.add_error(None, str(error.denial.message))
        return
    if hasattr(error, "error_dict"):
        for name, texts in error.message_dict.items():
            form.add_error(name if name in form.fields else None, texts)
        return
    form.add_error(None, error.messages)
