"""Acts on looks at personal data. What was looked at is written in the log of acts, which nobody can change."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from participation.access.viewing import policies
from participation.events.record import record
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from participation.models import Person, Viewing

REASON_LENGTH = 300


@transaction.atomic
def open_viewing(*, by: "Person", reason: str, at: datetime) -> "Viewing":
    """Declare why one has to look at personal data; what was declared before ends. Raises ActDenied."""
    from participation.models import Viewing

    policies.may_open_viewing(by, at=at).enforce()
    words = " ".join(tidy(reason).split())
    if len(words) < policies.SHORTEST:
        raise ValidationError({"reason": _("Say for what you need the data, in at least ten letters.")})
    if len(words) > REASON_LENGTH:
        raise ValidationError({"reason": _("Say it in at most 300 letters.")})
    Viewing.objects.filter(person=by, closed_at__isnull=True, expires_at__gt=at).update(closed_at=at)
    viewing = Viewing.objects.create(person=by, reason=words, opened_at=at, expires_at=at + policies.LASTS)
    record("access.viewing.opened", subject=None, by=by, at=at, payload={"viewing": viewing.pk, "reason": words})
    return viewing


@transaction.atomic
def close_viewing(*, viewing: "Viewing", by: "Person", at: datetime) -> "Viewing":
    """End a look before its time; ending it twice changes nothing. Raises ActDenied."""
    from participation.models import Viewing

    policies.may_close_viewing(by, viewing, at=at).enforce()
    if Viewing.objects.filter(pk=viewing.pk, closed_at__isnull=True, expires_at__gt=at).update(closed_at=at):
        viewing.closed_at = at
        record("access.viewing.closed", subject=None, by=by, at=at, payload={"viewing": viewing.pk})
    return viewing


@transaction.atomic
def note_look(*, viewing: "Viewing", page: str, people: "Iterable[int | str]", by: "Person", at: datetime) -> None:
    """Write down that a page with personal data was shown: which page, of whom (by number, never by name)."""
    record(
        "access.viewing.looked",
        subject=None,
        by=by,
        at=at,
        payload={"viewing": viewing.pk, "page": page, "people": sorted(people, key=str), "reason": viewing.reason},
    )
