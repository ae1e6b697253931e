"""Around every answer of the API: language, CORS for reading, ETags, and problems in the place of error pages."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag

from participation.opendata.rest.problems import MEDIA_TYPE, problem_response

PREFIX = "/api/"
EXPOSED = "ETag, Link, Retry-After, Deprecation, Sunset, X-Request-Id, Content-Disposition, X-Feed-Sequence"
Handler = Callable[[HttpRequest], HttpResponseBase]


def allow_reading(response: HttpResponseBase) -> None:
    """Let the pages of any site read this answer, without credentials."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = EXPOSED


def preflight() -> HttpResponse:
    """Answer a browser that asks whether it may read; writing from another site is not offered."""
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response["Access-Control-Allow-Headers"] = "Accept, Accept-Language, Content-Type, If-None-Match"
    response["Access-Control-Max-Age"] = "86400"
    return response


class ApiMiddleware:
    """Serves ``/api/`` by rules of its own; every other address passes untouched."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve one request."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return preflight()
        language = translation.get_language_from_request(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        translation.activate(language)
        if response.status_code >= 400 and response.get("Content-Type", "") != MEDIA_TYPE:
            response = self._as_problem(request, response)
        return self._dressed(request, response)

    @staticmethod
    def _as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
        """Put a problem in the place of an error page, keeping what says how to go on and what guards a browser."""
        answer = problem_response(request, response.status_code)
        for name in ("Allow", "Retry-After", "WWW-Authenticate", "Content-Security-Policy", "X-Frame-Options"):
            if name in response:
                answer[name] = response[name]
        answer.cookies.update(response.cookies)
        return answer

    @staticmethod
    def _dressed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        patch_vary_headers(response, ["Accept", "Accept-Language", "Authorization", "Cookie"])
        response["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            return response
        allow_reading(response)
        if response.status_code != 200 or response.streaming or request.method == "OPTIONS":
            return response
        signed_in = "Authorization" in request.headers or settings.SESSION_COOKIE_NAME in request.COOKIES
        response.headers.setdefault("Cache-Control", "private, no-cache" if signed_in else "public, no-cache")
        set_response_etag(response)  # type: ignore[arg-type]
        answer = get_conditional_response(request, etag=response["ETag"], response=response)  # type: ignore[arg-type]
        if answer is None or answer is response:
            return response
        if answer.status_code >= 400:
            answer = problem_response(request, answer.status_code)
        allow_reading(answer)
        return answer
