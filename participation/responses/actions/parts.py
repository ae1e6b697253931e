"""Acts on joint answers: an institution leads and publishes, the others hand in their part."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.responses import policies
from participation.responses.actions.common import ask_for_parts, locked, words
from participation.responses.models import Response, ResponsePart

if TYPE_CHECKING:
    from participation.models import Institution, Person, Subject


@transaction.atomic
def ask_parts(
    *, subject: "Subject", institutions: Sequence["Institution"], by: "Person", at: datetime, asked_for: str = ""
) -> Response:
    """Ask further institutions for their part of the answer. Asking one again changes nothing."""
    response = locked(subject, at)
    policies.may_ask_part(by, response).enforce()
    clean = words(asked_for, "asked_for")
    if not institutions:
        raise ValidationError({"institutions": [_("Choose at least one institution.")]})
    ask_for_parts(response, institutions, by=by, at=at, asked_for=clean)
    return response


@transaction.atomic
def hand_in_part(*, subject: "Subject", part: ResponsePart, text: str, by: "Person", at: datetime) -> ResponsePart:
    """Hand in the part of one institution, or better it; whoever leads the answer is told."""
    response = locked(subject, at)
    fresh = _part(response, part)
    policies.may_hand_in_part(by, fresh).enforce()
    fresh.text = words(text, "text", _("Write the part of your institution."))
    fresh.handed_in_by, fresh.handed_in_at = by, at
    fresh.save(update_fields=["text", "handed_in_by", "handed_in_at"])
    record(
        "participation.response.part_handed_in",
        subject=subject,
        by=by,
        at=at,
        payload={"institution": fresh.institution_id, "lead": response.institution_id},
    )
    return fresh


@transaction.atomic
def waive_part(*, subject: "Subject", part: ResponsePart, reason: str, by: "Person", at: datetime) -> ResponsePart:
    """Do without the part of an institution, with a reason that it reads. Again changes nothing."""
    response = locked(subject, at)
    policies.may_ask_part(by, response).enforce()
    fresh = _part(response, part)
    if fresh.waived_at is None:
        fresh.reason = words(reason, "reason", _("Say why this part is not needed."))
        fresh.waived_by, fresh.waived_at = by, at
        fresh.save(update_fields=["reason", "waived_by", "waived_at"])
        record(
            "participation.response.part_waived",
            subject=subject,
            by=by,
            at=at,
            changes=[("responses", response.pk)],
            payload={"institution": fresh.institution_id, "reason": fresh.reason[:1000]},
        )
    return fresh


def _part(response: Response, part: ResponsePart) -> ResponsePart:
    """Return the part as it stands, under the lock of its answer."""
    fresh = ResponsePart.objects.select_related("institution__subject").get(pk=part.pk, response=response)
    fresh.response = response
    return fresh
