"""What the pages share."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from participation.access.verdict import ActDenied
from participation.followup.models import Action
from participation.models import Person
from participation.subjects.above import asked, keep
from participation.subjects.visibility import is_shown, may_see
from participation.web.forms import Form

MAX_ID = 2**63 - 1


def reader(request: HttpRequest) -> Person | None:
    """Return who reads, if signed in."""
    return request.user if isinstance(request.user, Person) else None


def public_or_404(request: HttpRequest, pk: int) -> Action:
    """Return an action that anybody may see, with its state. Raises Http404."""
    action = _read(request, pk)
    if not is_shown(action.subject):
        raise Http404
    return action


def workable_or_404(request: HttpRequest, pk: int) -> Action:
    """Return an action that the reader may see, hidden ones included where they work on it. Raises Http404."""
    action = _read(request, pk)
    if not may_see(reader(request), action.subject):
        raise Http404
    return action


def _read(request: HttpRequest, pk: int) -> Action:
    """Return an action with what its pages ask of its subject, in one query. Raises Http404."""
    person = reader(request)
    rows = Action.objects.for_page().with_state(timezone.now()).annotate(**asked(person.pk if person else None))
    action = rows.select_related("subject__counts").filter(pk=pk).first() if pk <= MAX_ID else None
    if action is None:
        raise Http404
    keep(action, action.subject)
    return action


def attempt(form: Form, act: Callable[[], Any]) -> bool:
    """Call an act; what it refuses stands in the form, beside its field, and what was typed stays."""
    try:
        act()
    except ActDenied as error:
        form.deny(error.denial.message)
    except ValidationError as error:
        complain(form, error)
    else:
        return True
    return False


def complain(form: Form, error: ValidationError) -> None:
    """Put an act's complaints beside their fields."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, list(error.messages))
        return
    for name, messages in error.message_dict.items():
        form.add_error(name if name in form.fields else None, messages)


def form_page(request: HttpRequest, template: str, form: Form, **context: Any) -> HttpResponse:
    """Return a page with a form."""
    return render(request, template, {"form": form, **context})
