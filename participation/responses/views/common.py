"""What the pages of the desk share."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from participation.access import roles
from participation.access.verdict import ActDenied, Denied
from participation.models import Institution
from participation.responses.models import Response
from participation.responses.querysets import NO_DAY
from participation.web.forms import Form
from participation.workdays import after_working_days, working_days_left

INVALID = 422


def only_officials(person: Any) -> None:
    """Refuse whoever has no desk. Raises ActDenied."""
    if roles.scopes(person, roles.DESK) == set():
        if roles.lacks_second_step(person):
            roles.NO_SECOND_STEP.enforce()
        Denied("role_missing", _("Only officials who route or answer work here. Ask whoever manages roles.")).enforce()


def attempt(form: Form, act: Any) -> tuple[bool, int]:
    """Call an act; put its denial or complaint into the form. Return whether it was done and the page's status."""
    try:
        act()
    except ActDenied as error:
        form.deny(error.denial.message)
        return False, 403
    except ValidationError as error:
        found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, messages in found.items():
            for message in messages:
                form.add_error(name if name in form.fields else None, message)
        return False, INVALID
    return True, 200


def own_offices(person: Any, kinds: set[str]) -> "QuerySet[Institution]":
    """Return the institutions over which the person holds one of the roles, with those below them."""
    held = roles.scopes(person, kinds)
    every: Any = Institution.objects.public().order_by("name", "pk")
    if held is None:
        return every  # type: ignore[no-any-return]
    below = Q(subject_id__in=held) | Q(subject__ancestors__overlap=list(held))
    return every.filter(below) if held else every.none()  # type: ignore[no-any-return]


def every_office() -> list[Institution]:
    """Return the public institutions by name."""
    found: Any = Institution.objects.public().order_by("name", "pk")
    return list(found)


def clock(row: Response, today: date, off: Any) -> dict[str, Any]:
    """Return by when a row is wanted and the working days left (negative once they have passed)."""
    due = row.wanted_by
    if due is None or due == NO_DAY or row.published_at is not None:
        return {"due": None}
    left = working_days_left(today, due, off)
    return {"due": due, "left": left, "late": today > due, "over": max(1, abs(left))}


def near(today: date, off: Any) -> date:
    """Return the last day that counts as soon: where the reminder goes out."""
    return after_working_days(today, settings.AZOTEA_ANSWER_REMINDER_DAYS, off)
