"""Guards of pages that show personal data to officials.

``declared`` wraps a view; ``DeclaredPages`` goes before ActAdmin in an admin page::

    path("mesa/verificacion/", declared(views.desk)),
    class PersonAdmin(DeclaredPages, ActAdmin): ...
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from participation.access.viewing.actions import note_look
from participation.access.viewing.policies import GRACE, may_open_viewing, viewing_of

if TYPE_CHECKING:
    from participation.models import Person

View = Callable[..., HttpResponseBase]
People = Callable[[HttpRequest, HttpResponseBase, dict[str, Any]], list[Any]]


def _nobody(request: HttpRequest, response: HttpResponseBase, arguments: dict[str, Any]) -> list[Any]:
    """Return the people that the address names."""
    return [str(value) for name, value in arguments.items() if name in {"key", "pk", "person", "object_id"}]


def declared(view: View, *, people: People = _nobody) -> View:
    """Ask an official for the reason before showing personal data, and log what is shown.

    Who is no official is answered by the view itself. ``people(request, response, arguments)`` says who was on the
    page, for the log.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person: Person = request.user  # type: ignore[assignment]
        now = timezone.now()
        if not may_open_viewing(person, at=now):
            return view(request, *args, **kwargs)
        writes = request.method not in {"GET", "HEAD"}
        viewing = viewing_of(person, at=now, grace=GRACE) if writes else viewing_of(person, at=now)
        if viewing is None:
            back = request.get_full_path()
            return HttpResponseRedirect(f"{reverse('access:viewing')}?{urlencode({'next': back})}")
        request.viewing = viewing  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            page = request.resolver_match.view_name if request.resolver_match else request.path
            seen = people(request, response, kwargs)
            note_look(viewing=viewing, page=page, people=seen, by=person, at=now)
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return wrapped


def _listed(request: HttpRequest, response: HttpResponseBase, arguments: dict[str, Any]) -> list[Any]:
    """Return the people on a list of the admin, or the one whose page it is."""
    context = getattr(response, "context_data", None) or {}
    if "cl" in context:
        return list({getattr(row, "person_id", None) or row.pk for row in context["cl"].result_list})
    row = context.get("original") or context.get("object")
    if row is not None and hasattr(row, "pk"):
        return [getattr(row, "person_id", None) or row.pk]
    return _nobody(request, response, arguments)


class DeclaredPages:
    """Makes the pages of an admin model ask for a declared look. What others may see of it stays its own affair."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:
        """Show the list, declared."""
        return declared(super().changelist_view, people=_listed)(request, extra_context=extra_context)  # type: ignore[misc]

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Show one row, declared."""
        view = declared(super().changeform_view, people=_listed)  # type: ignore[misc]
        return view(request, object_id, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponseBase:
        """Show the log of one row, declared."""
        return declared(super().history_view, people=_listed)(request, object_id, extra_context=extra_context)  # type: ignore[misc]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Return what may be searched; never for the completion of fields elsewhere, which nobody declared."""
        fields: list[str] = super().get_search_fields(request)  # type: ignore[misc]
        return [] if request.path.endswith("/autocomplete/") else fields
