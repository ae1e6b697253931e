"""Limits on pages that cost much, such as a search: beyond them the page says so, and when to come back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from participation.limits.counter import Counted, count
from participation.limits.rates import parse
from participation.limits.visitors import visitor

View = Callable[..., HttpResponseBase]


def counted(request: HttpRequest, scope: str) -> Counted:
    """Count one request of whoever is signed in, else of the visitor's address, against AZOTEA_RATES."""
    who = f"p{request.user.pk}" if request.user.is_authenticated else visitor(request)
    return count(scope, who, parse(settings.AZOTEA_RATES[scope]))


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """Return the page that asks to wait, in the reader's language."""
    response = render(request, "429.html", {"wait": wait}, status=429)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response


def limited(scope: str, *, only: Callable[[HttpRequest], bool] = lambda request: True) -> Callable[[View], View]:
    """Guard a view by a limit; ``only`` says which of its requests count."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if only(request):
                answer = counted(request, scope)
                if not answer.allowed:
                    return too_many(request, answer.wait)
            return view(request, *args, **kwargs)

        return wrapped

    return decorate
