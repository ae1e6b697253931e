"""One format for every error of the API: RFC 9457, ``application/problem+json``, in the caller's language."""

import json
import logging
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, status
from rest_framework.response import Response

from participation.access.verdict import ActDenied, Denied
from participation.opendata.filters import BadParameters
from participation.web.addresses import localized
from participation.web.keyset import BadCursor

logger = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
TITLES: dict[int, Any] = {
    400: gettext_lazy("The request could not be read"),
    401: gettext_lazy("Sign in first"),
    403: gettext_lazy("This cannot be done now"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("This address does not take this method"),
    406: gettext_lazy("No such format here"),
    409: gettext_lazy("It conflicts with what is there"),
    412: gettext_lazy("It changed in the meantime"),
    413: gettext_lazy("The request is too large"),
    415: gettext_lazy("The body must be JSON"),
    429: gettext_lazy("Too many requests"),
    500: gettext_lazy("Something failed on our side"),
    503: gettext_lazy("Not available now"),
}
DETAILS: dict[int, Any] = {
    400: gettext_lazy("Something in the address or the body is broken."),
    401: gettext_lazy("Send a personal token that is in force: Authorization: Bearer azt_…"),
    403: gettext_lazy("Your account may not do this."),
    404: gettext_lazy("The address may be wrong, or the content is not public."),
    405: gettext_lazy("See the header Allow for what it takes."),
    406: gettext_lazy("The API answers in JSON. Ask for application/json."),
    413: gettext_lazy("A body may have at most 256 KB."),
    415: gettext_lazy("Send application/json in UTF-8."),
    429: gettext_lazy("Wait the seconds that the header Retry-After says."),
    500: gettext_lazy("It is in the log under the number of the header X-Request-Id. Try again in a few minutes."),
    503: gettext_lazy("Try again in a few minutes."),
}
CODES = {
    400: "bad_request",
    401: "not_signed_in",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    412: "precondition_failed",
    413: "too_large",
    415: "unsupported_media_type",
    429: "throttled",
    500: "server_error",
    503: "unavailable",
}


class BodyTooLarge(exceptions.APIException):
    """The body is larger than the API takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = DETAILS[413]


class ScopeMissing(exceptions.APIException):
    """The key is good, and was not made for this act; ``scope`` names it (none: it is closed to keys with limits)."""

    status_code = status.HTTP_403_FORBIDDEN
    default_code = "scope_missing"

    def __init__(self, scope: str) -> None:
        super().__init__()
        named = f', scope="{scope}"' if scope else ""
        self.scope = scope
        self.headers = {"WWW-Authenticate": f'Bearer realm="api", error="insufficient_scope"{named}'}

    def members(self) -> dict[str, Any]:
        """Return what the problem says: the missing act, and where to make a key for it."""
        words = _("This key was not made for the act “%(act)s”. Make one that is, in your account.")
        return {
            "name": "scope_missing",
            "detail": words % {"act": self.scope} if self.scope else _("No key that is limited to acts opens this."),
            "scope": self.scope or None,
            "remedy": {
                "label": str(_("Keys of the API")),
                "url": f"{settings.AZOTEA_BASE_URL}{localized('/cuenta/claves/')}",
            },
        }


def problem(
    request: HttpRequest,
    code: int,
    *,
    name: str = "",
    detail: Any = "",
    errors: list[dict[str, str]] | None = None,
    **extra: Any,
) -> dict[str, Any]:
    """Return the members of a problem. ``name`` is its code for programs; ``type`` leads to its explanation."""
    name = name or CODES.get(code, "error")
    return {
        "type": f"{settings.AZOTEA_BASE_URL}{localized('/datos/api/')}#{CODES.get(code, 'error')}",
        "title": str(TITLES.get(code, _("The request failed"))),
        "status": code,
        "detail": str(detail or DETAILS.get(code, "")),
        "instance": request.path[:500],
        "code": name,
        "errors": errors or [],
        **extra,
    }


def problem_response(request: HttpRequest, code: int, **members: Any) -> HttpResponse:
    """Return a problem outside the views of the API (middleware, downloads)."""
    body = json.dumps(problem(request, code, **members), ensure_ascii=False)
    return HttpResponse(body, status=code, content_type=MEDIA_TYPE)


def pointer(*steps: Any) -> str:
    """Return a JSON pointer as URI fragment to a member of the body."""
    return "#" + "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _leaves(detail: Any, path: tuple[Any, ...] = ()) -> Iterator[dict[str, str]]:
    if isinstance(detail, dict):
        for name, part in detail.items():
            yield from _leaves(part, path if name == "non_field_errors" else (*path, name))
    elif isinstance(detail, list):
        for position, part in enumerate(detail):
            yield from _leaves(part, (*path, position) if isinstance(part, (dict, list)) else path)
    else:
        yield {"pointer": pointer(*path), "code": getattr(detail, "code", "invalid"), "detail": str(detail)}


def _django_errors(error: ValidationError) -> list[dict[str, str]]:
    if hasattr(error, "error_dict"):
        return [
            {
                "pointer": pointer(*([] if name == NON_FIELD_ERRORS else [name])),
                "code": one.code or "invalid",
                "detail": " ".join(one.messages),
            }
            for name, errors in error.error_dict.items()
            for one in errors
        ]
    return [
        {"pointer": "#", "code": one.code or "invalid", "detail": " ".join(one.messages)} for one in error.error_list
    ]


def denial_status(denial: Denied) -> int:
    """Return 401 where signing in would help, else 403."""
    return 401 if denial.code == "not_signed_in" else 403


def remedy_of(denial: Denied) -> dict[str, str] | None:
    """Return the way out of a denial: words and address."""
    if denial.remedy is None:
        return None
    return {
        "label": str(denial.remedy.label),
        "url": f"{settings.AZOTEA_BASE_URL}{localized(denial.remedy.path)}",
    }


def _describe(error: Exception) -> tuple[int, dict[str, Any]]:
    """Return the status and the members of the problem that an exception stands for."""
    if isinstance(error, exceptions.APIException):
        return _describe_framework(error)
    if isinstance(error, ActDenied):
        denial = error.denial
        members = {"name": denial.code, "detail": denial.message, "remedy": remedy_of(denial)}
        return denial_status(denial), members
    if isinstance(error, BadParameters):
        return 400, {
            "name": "bad_parameters",
            "detail": _("One or more parameters of the address cannot be used."),
            "errors": [{"parameter": name, "code": code, "detail": text} for name, code, text in error.errors],
        }
    if isinstance(error, BadCursor):
        return 400, {
            "name": "bad_cursor",
            "detail": _("The cursor is broken. Take it from next or previous as it stands there."),
        }
    if isinstance(error, ValidationError):
        return 400, {
            "name": "invalid",
            "detail": _("Something in the body is not valid."),
            "errors": _django_errors(error),
        }
    known = ((Http404, 404), (PermissionDenied, 403), (RequestDataTooBig, 413), (BadRequest, 400))
    found = [code for kind, code in (*known, (SuspiciousOperation, 400)) if isinstance(error, kind)]
    return (found[0] if found else 500), {}


def _describe_framework(error: exceptions.APIException) -> tuple[int, dict[str, Any]]:
    """Return the same for what the framework or a view of the API raises."""
    if isinstance(error, ScopeMissing):
        return 403, error.members()
    if isinstance(error, exceptions.ValidationError):
        return 400, {
            "name": "invalid",
            "detail": _("Something in the body is not valid."),
            "errors": list(_leaves(error.detail)),
        }
    if isinstance(error, exceptions.AuthenticationFailed):
        return 401, {"detail": error.detail}
    if isinstance(error, exceptions.NotAuthenticated):
        return 401, {}
    if isinstance(error, exceptions.ParseError):
        return 400, {"name": "malformed_json", "detail": _("The body is not JSON that can be read.")}
    return error.status_code, {}


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return any error as a problem; what nobody foresaw goes to the log and on as 500."""
    request = context["request"]
    code, members = _describe(error)
    if code == 500:
        return None  # Django logs it, and the middleware puts the problem in the place of the error page
    response = Response(problem(request, code, **members), status=code, content_type=MEDIA_TYPE)
    if code == 401:
        response["WWW-Authenticate"] = 'Bearer realm="api"'
    wait = getattr(error, "wait", None)
    if wait is not None:
        response["Retry-After"] = str(max(1, int(wait + 0.999)))
    for name, value in getattr(error, "headers", {}).items():
        response[name] = value
    return response
