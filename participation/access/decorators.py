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
            sign_in = redirect_to_login(local_address(request, back), reverse("account_login"))
            if request.method == "POST":
                from participation.web.errors import session_ended, typed_texts

                if typed_texts(request):
                    return session_ended(request, sign_in.url)
                return _resumed(request) or sign_in
            return sign_in
        return view(request, *args, **kwargs)

    return wrapped


def _resumed(request: HttpRequest) -> HttpResponseBase | None:
    """Keep a press of a button for after the sign-in, where its page can be resumed."""
    from django.contrib.auth.views import redirect_to_login
    from django.urls import reverse
    from django.utils import timezone

    from participation.access import resume

    if not resume.keep(request, request.path, request.POST, at=timezone.now()):
        return None
    return redirect_to_login(reverse("access:resume"), reverse("account_login"))


def local_address(request: HttpRequest, address: str) -> str:
    """Return an address as a path of this site; one of another site is the home page."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
    except ValueError:  # a Referer such as "http://["
        return "/"
    if parts.netloc and parts.netloc != request.get_host():
        return "/"
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
