"""Decorators of views."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from participation.access.roles import may_be_signed_in


def signed_in_to_act(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Send whoever is not signed in to the sign-in page, back here afterwards; a post comes back as a get.

    Where a post carries words, its sender's session ended while they wrote: they are shown their words first.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_be_signed_in(request.user):  # type: ignore[arg-type]
            from django.contrib.auth.views import redirect_to_login
            from django.urls import reverse

            back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/")
            sign_in = redirect_to_login(_local(request, back), reverse("account_login"))
            if request.method == "POST":
                from participation.web.errors import session_ended, typed_texts

                if typed_texts(request):
                    return session_ended(request, sign_in.url)
            return sign_in
        return view(request, *args, **kwargs)

    return wrapped


def _local(request: HttpRequest, address: str) -> str:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
    except ValueError:  # a Referer such as "http://["
        return "/"
    if parts.netloc and parts.netloc != request.get_host():
        return "/"
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
