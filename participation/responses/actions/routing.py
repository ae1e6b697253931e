"""Acts on the way of an answer through the offices: routed, given to a person, returned with a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participation.access.verdict import ActDenied
from participation.events.record import record
from participation.responses import policies
from participation.responses.actions.common import (
    NotDoneError,
    Refusal,
    all_or_none,
    ask_for_parts,
    lead_instead,
    locked,
    words,
)
from participation.responses.models import Response, Routing
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.models import Institution, Person, Subject

PLACED = ["institution", "assigned_to", "act_by", "routed_at", "returned_at", "due_on", "reminded_for", "escalated_for"]


@transaction.atomic
def route_response(
    *,
    subject: "Subject",
    institution: "Institution",
    by: "Person",
    at: datetime,
    person: "Person | None" = None,
    due_on: date | None = None,
    note: str = "",
    joint: Sequence["Institution"] = (),
) -> Response:
    """Route (turnar) an answer to an institution, and there to a person where one is named; again routes it anew.

    ``due_on`` is the day for the office: the one promised where none is said. ``joint`` institutions hand in a part.
    Raises ValidationError, field by field.
    """
    response = locked(subject, at)
    policies.may_route(by, response, institution).enforce()
    clean = words(note, "note")
    _check_person(person, institution)
    act_by = _day(response, due_on, at)
    before = _facts(response)
    inside = not policies.routes_here(by, response)
    last = response.routings.filter(ended_at__isnull=True).first()
    if last is not None:
        last.end, last.ended_by, last.ended_at = Routing.End.PASSED_ON, by, at
        last.save(update_fields=["end", "ended_by", "ended_at"])
    Routing.objects.create(
        response=response,
        institution=institution,
        came_from=response.institution,
        within=last if inside else None,
        person=person,
        due_on=act_by,
        note=clean,
        routed_by=by,
        routed_at=at,
    )
    _place(response, institution, person, act_by, at)
    response.due_on = response.due_on or act_by
    response.save(update_fields=PLACED)
    lead_instead(response, by=by, at=at)
    ask_for_parts(response, joint, by=by, at=at, asked_for=clean)
    record(
        "participation.response.routed",
        subject=subject,
        by=by,
        at=at,
        before=before,
        after=_facts(response),
        changes=[("responses", response.pk)],
        payload={"institution": institution.pk, "person": person.pk if person else None},
    )
    return response


@transaction.atomic
def assign_response(*, subject: "Subject", person: "Person | None", by: "Person", at: datetime) -> Response:
    """Say who of the office prepares the answer, or nobody in particular. The same person again changes nothing."""
    response = locked(subject, at)
    policies.may_assign(by, response).enforce()
    assert response.institution is not None
    _check_person(person, response.institution)
    if response.assigned_to_id == (person.pk if person else None):
        return response
    response.assigned_to = person
    response.save(update_fields=["assigned_to"])
    response.routings.filter(ended_at__isnull=True).update(person=person)
    record(
        "participation.response.assigned",
        subject=subject,
        by=by,
        at=at,
        payload={"institution": response.institution_id, "person": person.pk if person else None},
    )
    return response


@transaction.atomic
def return_routing(*, subject: "Subject", reason: str, by: "Person", at: datetime) -> Response:
    """Give an answer back, with a reason, to whoever routed it: the front desk, or the office that passed it on."""
    response = locked(subject, at)
    policies.may_return(by, response).enforce()
    why = words(reason, "reason", _("Say why you return it, so that it reaches the right office."))
    last = response.routings.select_related("within__institution__subject").get(ended_at__isnull=True)
    last.end, last.ended_by, last.ended_at, last.reason = Routing.End.RETURNED, by, at, why
    last.save(update_fields=["end", "ended_by", "ended_at", "reason"])
    before, routed_by = _facts(response), last.routed_by_id
    if last.within is not None:
        again = last.within
        again.end, again.ended_by, again.ended_at = "", None, None
        again.save(update_fields=["end", "ended_by", "ended_at"])
        _place(response, again.institution, again.person, again.due_on, again.routed_at)
    else:
        first = response.routings.order_by("routed_at", "pk").select_related("came_from").first()
        _place(response, first.came_from if first else None, None, None, None)
    response.returned_at = at
    response.save(update_fields=PLACED)
    record(
        "participation.response.returned",
        subject=subject,
        by=by,
        at=at,
        before=before,
        after=_facts(response),
        changes=[("responses", response.pk)],
        payload={"institution": last.institution_id, "person": routed_by, "reason": why[:1000]},
    )
    return response


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a selection shall go: the arguments of ``route_response`` for each of them."""

    institution: "Institution"
    person: "Person | None" = None
    due_on: date | None = None
    note: str = ""
    joint: Sequence["Institution"] = field(default=())


@transaction.atomic
def route_responses(*, subjects: Iterable["Subject"], plan: Plan, by: "Person", at: datetime) -> list[Response]:
    """Route a selection, all or none. Raises NotDoneError with a reason for each refusal."""
    return all_or_none(
        subjects,
        lambda subject: route_response(
            subject=subject,
            institution=plan.institution,
            person=plan.person,
            due_on=plan.due_on,
            note=plan.note,
            joint=plan.joint,
            by=by,
            at=at,
        ),
    )


def refusals(*, subjects: Iterable["Subject"], plan: Plan, by: "Person", at: datetime) -> list[Refusal]:
    """Return what would forbid routing a selection; everything that was tried is undone."""
    try:
        with transaction.atomic():
            route_responses(subjects=subjects, plan=plan, by=by, at=at)
            transaction.set_rollback(True)
    except NotDoneError as error:
        return error.refusals
    except ActDenied as error:
        return [Refusal(subject, str(error.denial.message)) for subject in subjects]
    return []


def _place(
    response: Response,
    institution: "Institution | None",
    person: "Person | None",
    act_by: date | None,
    routed_at: datetime | None,
) -> None:
    """Write where the answer is now; reminders count for the new day."""
    response.institution, response.assigned_to, response.act_by = institution, person, act_by
    response.routed_at, response.returned_at = routed_at, None
    response.reminded_for = response.escalated_for = None


def _check_person(person: "Person | None", institution: "Institution") -> None:
    if person is not None and not policies.may_be_given(person, institution):
        words = _("%(person)s does not prepare the answers of %(institution)s.")
        raise ValidationError({"person": [words % {"person": person.public_name, "institution": institution}]})


def _day(response: Response, due_on: date | None, at: datetime) -> date | None:
    """Return the day for the office: not past, and not after the one that people were told while that can be kept."""
    today = local_day(at)
    if due_on is None:
        return response.due_on
    if due_on < today:
        raise ValidationError({"due_on": [_("This day has passed.")]})
    promised = response.due_on
    if promised is not None and promised >= today and due_on > promised:
        words = _("People were told that the answer comes by %(day)s: choose that day or an earlier one.")
        raise ValidationError({"due_on": [words % {"day": date_format(promised, "DATE_FORMAT")}]})
    return due_on


def _facts(response: Response) -> dict[str, Any]:
    return {
        "institution": response.institution_id,
        "act_by": response.act_by.isoformat() if response.act_by else None,
        "due_on": response.due_on.isoformat() if response.due_on else None,
    }
