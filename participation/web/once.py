"""One press of a button is one act, where the act itself cannot know its twin: pages that make something new each time.

Every page that is shown carries a CSRF token of its own (the same secret, masked anew), so that the same token with the
same contents is the same press: a double click, a browser that repeats a request, a form sent from two windows at one
moment. The first goes through; its twins are told so. What was refused may be sent again as it stands.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from participation.limits import counter
from participation.limits.rates import Rate

TWINS = Rate(1, 600)
View = Callable[..., HttpResponseBase]


def press_of(request: HttpRequest) -> str:
    """Return what tells one press of a form from every other; nothing where the form carries no token."""
    if request.method != "POST" or not request.POST.get("csrfmiddlewaretoken"):
        return ""
    mark = hashlib.sha256(f"{request.user.pk}\0{request.get_full_path()}".encode())
    for name, values in sorted(request.POST.lists()):
        mark.update(repr((name, values)).encode("utf-8", "replace"))
    for name, files in sorted(request.FILES.lists()):
        mark.update(repr((name, [(file.name, file.size) for file in files])).encode("utf-8", "replace"))
    return mark.hexdigest()


def _was_done(response: HttpResponseBase) -> bool:
    return 300 <= response.status_code < 400


def once(view: View) -> View:
    """Let the first of the same presses through and lead its twins back with a word; a refused one counts for nothing.

    Two different presses that collide on what must be unique end in a word too, and not in an error page.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        press = press_of(request)
        counted = counter.count("press", press, TWINS) if press else None
        if counted is not None and not counted.allowed:
            messages.info(request, _("This form had arrived already: it was done once."))
            return _back(request)
        done = False
        try:
            response = view(request, *args, **kwargs)
            done = _was_done(response)
        except IntegrityError:
            messages.error(request, _("Somebody made the same thing at this moment. Look at it, and try again."))
            return _back(request)
        finally:
            if counted is not None and not done:
                counter.take_back(counted)
        return response

    return wrapped


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """Lead to the page of the form; from one that adds, to the list."""
    return HttpResponseRedirect(request.path.removesuffix("add/"))
