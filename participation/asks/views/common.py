"""Steps that several pages share."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest

from participation.asks.models import Ask
from participation.asks.querysets import AskQuerySet
from participation.subjects import above

if TYPE_CHECKING:
    from participation.models import Person

MAX_ID = 2**63 - 1


def reader(request: HttpRequest) -> "Person | None":
    """Return the person who is signed in."""
    return request.user if request.user.is_authenticated else None  # type: ignore[return-value]


def signed_in(request: HttpRequest) -> "Person":
    """Return the person of a request that ``signed_in_to_act`` let through."""
    return request.user  # type: ignore[return-value]


def page_rows(person: "Person | None") -> AskQuerySet:
    """Return the rows that a person may see, with what a page of one shows."""
    me = person.pk if person is not None else None
    rows: Any = Ask.objects.visible_to(person).for_page().with_joined(person).annotate(**above.asked(me))
    return rows  # type: ignore[no-any-return]


def ask_or_404(request: HttpRequest, **which: Any) -> Ask:
    """Return what this person may see. Raises Http404, also for strange ids."""
    if any(isinstance(value, int) and value > MAX_ID for value in which.values()):
        raise Http404
    found = page_rows(reader(request)).filter(**which).first()
    if found is None:
        raise Http404
    above.keep(found, found.subject)
    found.subject.joined_by_me = found.joined_by_me
    return found  # type: ignore[no-any-return]


def complain(form: Any, error: ValidationError) -> None:
    """Put an act's complaints beside the fields of the form, or above it."""
    for name, texts in (error.message_dict if hasattr(error, "error_dict") else {None: error.messages}).items():
        form.add_error(name if name in form.fields else None, texts)
