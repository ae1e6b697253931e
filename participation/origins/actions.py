"""Acts on origin links."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.origins import policies
from participation.origins.models import Link, LinkKind
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person, Subject


@transaction.atomic
def add_link(*, source: "Subject", outcome: "Subject", kind: str, explanation: str, by: "Person", at: datetime) -> Link:
    """Say that an outcome came from a source, how and why; the same link twice changes nothing.

    Raises ValidationError for an unknown kind or a link of a thing to itself.
    """
    policies.may_link(by, source, outcome).enforce()
    link, new = _link(source=source, outcome=outcome, kind=kind, explanation=explanation, by=by, at=at)
    if new:
        record(
            "participation.link.added",
            subject=source,
            by=by,
            at=at,
            payload={"link": link.pk, "outcome": outcome.pk, "kind": kind},
        )
    return link


def write_link(
    *, source: "Subject", outcome: "Subject", kind: str, explanation: str, by: "Person | None", at: datetime
) -> Link:
    """Write a link as part of an act that enforces its own policy and records its own event."""
    return _link(source=source, outcome=outcome, kind=kind, explanation=explanation, by=by, at=at)[0]


@transaction.atomic
def erase_link(*, source: "Subject", outcome: "Subject", kind: str) -> None:
    """Take a link back as part of an act that undoes what made it and records its own event."""
    Link.objects.filter(source=source, outcome=outcome, kind=kind).delete()


def _link(
    *, source: "Subject", outcome: "Subject", kind: str, explanation: str, by: "Person | None", at: datetime
) -> tuple[Link, bool]:
    if kind not in LinkKind.values:
        raise ValidationError({"kind": [_("Choose how they relate.")]})
    if source.pk == outcome.pk:
        raise ValidationError({"outcome": [_("A thing cannot come from itself.")]})
    return Link.objects.get_or_create(
        source=source, outcome=outcome, kind=kind, defaults={"explanation": tidy(explanation), "by": by, "at": at}
    )
