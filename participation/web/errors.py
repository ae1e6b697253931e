"""Error pages: what happened, in the reader's language, and where to go."""

import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from participation.access.verdict import ActDenied, Denied
from participation.web.addresses import localized

# Fields of forms: those that hold words however short, and those that are never shown again.
WRITTEN = frozenset({"title", "body", "text", "alt", "address", "tags"})
SECRET = frozenset({"csrfmiddlewaretoken", "password", "act_id", "next", "code", "credential", "document"})
LONG = 30
MOST_TYPED = 20
PLAIN = (
    "<!doctype html><html lang='es-MX'><meta charset='utf-8'><title>Error</title><h1>Algo falló de nuestro lado</h1>"
    "<p>Ya quedó registrado. Intenta de nuevo en unos minutos.</p><p lang='en'>Something failed on our side. "
    "Please try again in a few minutes.</p><p><a href='/'>Inicio</a></p></html>"
)


def _page(request: HttpRequest, status: int, title: str, text: str, **extra: object) -> HttpResponse:
    template = "errors/fragment.html" if request.headers.get("HX-Request") else "errors/error.html"
    return render(request, template, {"error_title": title, "error_text": text, **extra}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or form could not be read."""
    return _page(
        request,
        400,
        _("We could not read that"),
        _("Something in the address or the form is broken. Go back and try again."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: with the reason and the way out of the denial."""
    denial: Denied | None = getattr(exception, "denial", None) if isinstance(exception, ActDenied) else None
    text = str(denial.message) if denial is not None else _("Your account may not do this.")
    remedy = denial.remedy if denial is not None else None
    _keep(request, denial)
    return _page(
        request,
        403,
        _("This cannot be done now"),
        text,
        denial=denial,
        remedy_url=localized(remedy.path) if remedy else "",
        remedy_label=remedy.label if remedy else "",
        resumes=request.path if remedy and remedy.resumes and _is_page_to_resume(request) else "",
    )


def _keep(request: HttpRequest, denial: Denied | None) -> None:
    """Keep a press that was refused for what its person can get: it is offered to them again."""
    from participation.access.resume import keep_refused

    keep_refused(request, denial, at=timezone.now())


def _is_page_to_resume(request: HttpRequest) -> bool:
    from participation.access.resume import find

    return request.method == "GET" and request.user.is_authenticated and find(request.path) is not None


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: also for what may not be seen."""
    return _page(
        request,
        404,
        _("We did not find this page"),
        _("The address may be wrong, or the content is not public. You can search for it or begin at the home page."),
    )


def typed_texts(request: HttpRequest) -> list[str]:
    """Return what a person wrote into a form that cannot be taken: words, not choices, keys or secrets."""
    given = [(name, str(value).strip()) for name, value in request.POST.items() if not _is_secret(name)]
    words = [value for name, value in given if name in WRITTEN or len(value) > LONG or " " in value]
    return [value for value in words if value][:MOST_TYPED]


def _is_secret(name: str) -> bool:
    return name in SECRET or "password" in name


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old or came from elsewhere; what was typed is shown so that nothing is lost."""
    return _page(
        request,
        403,
        _("This form expired"),
        _("For your safety the form is valid for one session. Copy what you wrote, open the page again and send it."),
        typed=typed_texts(request),
    )


def session_ended(request: HttpRequest, sign_in: str) -> HttpResponse:
    """403: whoever sent the form is not signed in any more; what was typed is shown so that nothing is lost."""
    return _page(
        request,
        403,
        _("Your session ended"),
        _("What you sent was not saved. Copy what you wrote, sign in and send it again."),
        typed=typed_texts(request),
        remedy_url=sign_in,
        remedy_label=_("Sign in"),
    )


def confirm_first(request: HttpRequest, asking: str) -> HttpResponse:
    """403: whoever sent the form must sign in once more before; what was typed is shown so that nothing is lost."""
    return _page(
        request,
        403,
        _("Confirm that it is you"),
        _("What you sent was not saved. Copy what you wrote, confirm that it is you and send it again."),
        typed=typed_texts(request),
        remedy_url=asking,
        remedy_label=_("Confirm that it is you"),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database is away: without database or page templates that could fail again."""
    from participation.outage import is_outage
    from participation.web.unavailable import unavailable

    if is_outage(sys.exc_info()[1]):  # Django calls this where it caught the error
        return unavailable(request)
    try:
        return HttpResponse(_broken(request), status=500)
    except Exception:  # whatever fails twice gets words that cannot fail
        return HttpResponse(PLAIN, status=500)


def _broken(request: HttpRequest) -> str:
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    home = "/" if language == settings.LANGUAGE_CODE else f"/{language}/"
    context = {
        "html_lang": "es-MX" if language == "es-mx" else language,
        "home": home,
        "address": request.get_full_path() if request.method == "GET" else home,
        "number": getattr(request, "request_id", ""),
    }
    with translation.override(language):
        return render_to_string("errors/broken.html", context)
