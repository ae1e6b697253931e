"""The answer while the database is away: 503, in the reader's language, without asking the database for anything.

Whoever was sending a form sees what they wrote and sends it again with one button: the same fields, with the same key
of the act, so that what arrived in spite of all does not count twice.
"""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from participation.opendata.rest.problems import problem_response
from participation.outage import is_outage
from participation.web.errors import SECRET, typed_texts

RETRY_SECONDS = 10
# Secrets that are typed; the other hidden fields must come along when a form is sent again.
NEVER_REPEATED = SECRET - {"act_id", "next"}
MOST_REPEATED = 200_000  # characters
HEADERS = {
    "Retry-After": str(RETRY_SECONDS),
    "Cache-Control": "no-store",
    # The error may come from outside the middleware that writes these.
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
}


class OutageFilter(logging.Filter):
    """Drops the traceback of an outage: each request would leave one, and the first line says it all."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the line, without the traceback."""
        if record.exc_info and is_outage(record.exc_info[1]):
            record.exc_info = None
        return True


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer 503: a problem for programs, a fragment for htmx, a page for everybody else."""
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    if request.path_info.startswith("/api/"):
        with translation.override(translation.get_language_from_request(request)):
            response = problem_response(request, 503)
    else:
        with translation.override(language):
            response = HttpResponse(_words(request, language), status=503)
    for name, value in HEADERS.items():
        response[name] = value
    return response


def _words(request: HttpRequest, language: str) -> str:
    wrote = request.method == "POST"
    typed, again = _written(request) if wrote else ([], [])
    fragment = bool(request.headers.get("HX-Request"))
    context = {
        "html_lang": "es-MX" if language == "es-mx" else language,
        "wrote": wrote,
        "typed": typed,
        "again": again,
        "csrf_token": request.POST.get("csrfmiddlewaretoken", "") if again else "",  # the one that was just checked
        "address": request.get_full_path(),
        "home": "/" if language == settings.LANGUAGE_CODE else f"/{language}/",
    }
    return render_to_string(f"errors/unavailable{'_fragment' if fragment else ''}.html", context)


def _written(request: HttpRequest) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the words that a person wrote, and the fields to send again where that is possible and safe."""
    try:
        typed, files = typed_texts(request), bool(request.FILES)
    except Exception:  # a body that cannot be read has nothing to show
        return [], []
    given = [(name, str(one)) for name, many in request.POST.lists() for one in many]
    fields = [(name, value) for name, value in given if name != "csrfmiddlewaretoken"]
    small = sum(len(name) + len(value) for name, value in fields) <= MOST_REPEATED
    # Only what came from our own form: its token was checked before anything asked the database.
    ours = getattr(request, "csrf_processing_done", False) and "csrfmiddlewaretoken" in request.POST
    secret = any(name in NEVER_REPEATED or "password" in name for name, _value in fields)
    office = "/admin/" in request.path_info
    return typed, fields if ours and small and not (files or secret or office) else []
