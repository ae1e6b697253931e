"""The decision of a desk on what waits to be published: publish it, or return it to its author with a reason."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from participation.access.verdict import ActDenied, Verdict
from participation.asks.forms import ModerateForm
from participation.asks.views.common import complain, signed_in


def still_waits(verdict: Verdict) -> bool:
    """Tell whether something waits for this person to decide; not where somebody decided first. Raises ActDenied."""
    if not verdict and getattr(verdict, "code", "").startswith(("not_pending", "is_")):
        return False
    verdict.enforce()
    return True


def publish_or_return(
    request: HttpRequest, *, publish: Callable[..., Any], give_back: Callable[..., Any], published: str, queue: str
) -> tuple[ModerateForm, HttpResponse | None]:
    """Return the form, and where the page leads once it was decided (None while it is not).

    ``publish`` and ``give_back`` are the acts, to be called with ``by``, ``at`` and, for the second, ``reason``;
    ``published`` is what is said after publishing and ``queue`` the name of the page of what waits.
    """
    form = ModerateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = {"by": signed_in(request), "at": timezone.now()}
        try:
            if form.cleaned_data["outcome"] == "publish":
                publish(**told)
                messages.success(request, published)
            else:
                give_back(reason=form.cleaned_data["reason"], **told)
                messages.success(request, _("It was returned, and its author was told the reason."))
            return form, redirect(queue)
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            complain(form, error)
    return form, None
