"""Steps that the acts share; none is an act of its own and none records an event."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.access.verdict import ActDenied
from participation.events.record import record
from participation.responses.models import Response, ResponsePart
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Institution, Person, Subject

MAX_NOTE = 4_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act cannot be done with one of a selection."""

    subject: "Subject"
    message: str


class NotDoneError(ValidationError):
    """Nothing was done with a selection; ``refusals`` says why, row by row."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__([f"{refusal.subject.shown_title}: {refusal.message}" for refusal in refusals])
        self.refusals = list(refusals)


def all_or_none(subjects: Iterable["Subject"], step: Callable[["Subject"], Response]) -> list[Response]:
    """Do a step with each of a selection inside the act's transaction. Raises NotDoneError where one is refused."""
    done: list[Response] = []
    refusals: list[Refusal] = []
    # One order for everybody: two officials who take the same rows wait for each other instead of dying.
    for subject in sorted(subjects, key=lambda each: each.pk):
        try:
            with transaction.atomic():
                done.append(step(subject))
        except ActDenied as error:
            refusals.append(Refusal(subject, str(error.denial.message)))
        except ValidationError as error:
            refusals.append(Refusal(subject, " ".join(error.messages)))
    if refusals:
        raise NotDoneError(refusals)
    return done


def locked(subject: "Subject", at: datetime) -> Response:
    """Return the row of the answer, locked; one is made where an official answers what nobody was owed."""
    response, new = Response.every.get_or_create(subject=subject, defaults={"owed_since": at})
    if not new:
        rows = Response.every.select_for_update(no_key=True, of=("self",)).select_related("institution__subject")
        response = rows.get(pk=response.pk)
    # Policies ask the subject for its answer: they must see the row that is held, not one read before.
    response.subject = subject
    subject.response = response  # type: ignore[attr-defined]
    return response


def words(text: str, field: str, missing: str = "") -> str:
    """Return a tidied text. Raises ValidationError where it is too long, or empty although ``missing`` asks for it."""
    clean = tidy(text)
    if missing and not clean:
        raise ValidationError({field: [missing]})
    if len(clean) > MAX_NOTE:
        raise ValidationError({field: [_("Write %(n)s characters at most.") % {"n": MAX_NOTE}]})
    return clean


def ask_for_parts(
    response: Response, institutions: Sequence["Institution"], *, by: "Person", at: datetime, asked_for: str
) -> None:
    """Write what is asked of each institution; a step of the acts that ask."""
    for institution in institutions:
        if institution.pk == response.institution_id:
            text = _("%(institution)s leads the answer: it needs no part of its own.")
            raise ValidationError({"joint": [text % {"institution": institution.name}]})
    known = {part.institution_id: part for part in ResponsePart.objects.filter(response=response)}
    for institution in dict.fromkeys(institutions):
        part = known.get(institution.pk)
        if part is not None and part.waived_at is None:
            continue
        if part is None:
            part = ResponsePart(response=response, institution=institution)
        part.asked_by, part.asked_at, part.asked_for = by, at, asked_for
        part.waived_at, part.waived_by, part.reason = None, None, ""
        part.save()
        record(
            "participation.response.part_asked",
            subject=response.subject,
            by=by,
            at=at,
            changes=[("responses", response.pk)],
            payload={"institution": institution.pk},
        )
    response.__dict__.pop("asked_parts", None)


def lead_instead(response: Response, *, by: "Person", at: datetime) -> None:
    """Whoever leads the answer now owes no part of its own any more; a step of routing."""
    ResponsePart.objects.filter(
        response=response, institution=response.institution, handed_in_at__isnull=True, waived_at__isnull=True
    ).update(waived_at=at, waived_by=by, reason=_("It leads the answer."))
