"""Acts on answers: owed, evaluated, prepared, published for good, corrected with a reason."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.access.verdict import Denied
from participation.events.record import record
from participation.files.actions import attach_all
from participation.files.prepare import Prepared
from participation.origins.actions import write_link
from participation.origins.models import LinkKind
from participation.responses import policies
from participation.responses.actions.common import NotDoneError, Refusal, all_or_none, locked
from participation.responses.files import PART
from participation.responses.models import PUBLISHED, Response, Routing
from participation.responses.registry import answerable
from participation.versions.actions import add_version
from participation.web.richtext import tidy
from participation.workdays import days_off, local_day, working_days_left

if TYPE_CHECKING:
    from participation.models import Institution, Person, Subject

MAX_REASONS = 10_000


@transaction.atomic
def owe_response(
    *, subject: "Subject", at: datetime, institution: "Institution | None" = None, due_on: date | None = None
) -> Response:
    """Write down that an answer with reasons is owed; owing twice changes nothing. Acts of the floors above call it."""
    response, new = Response.every.get_or_create(
        subject=subject, defaults={"institution": institution, "due_on": due_on, "owed_since": at}
    )
    if new:
        record(
            "participation.response.owed",
            subject=subject,
            by=None,
            at=at,
            changes=[("responses", response.pk)],
            payload={
                "institution": institution.pk if institution else None,
                "due_on": due_on.isoformat() if due_on else None,
            },
        )
    return response


def hold_answers(subjects: Iterable["Subject"]) -> None:
    """Hold the rows of several answers until the commit, in the order in which every act takes them."""
    rows = Response.every.filter(subject__in=[subject.pk for subject in subjects])
    list(rows.select_for_update(no_key=True).order_by("subject_id").values_list("pk"))


def promise_no_later(*, subject: "Subject", day: date | None) -> None:
    """Have an answer that waits be owed by a day that was promised to others too, where that is nearer; a step."""
    response = Response.objects.filter(subject=subject, published_at__isnull=True).first()
    if response is not None and day is not None and (response.due_on is None or day < response.due_on):
        response.due_on = day
        response.save(update_fields=["due_on"])  # writes: inside the act that takes the contributions up


def carry_elsewhere(*, subject: "Subject", at: datetime) -> Response | None:
    """Write down that what is owed here is owed where this was taken up; a step of acts that record their own event.

    Returns the row, whose changes that event names; None where nothing was owed.
    """
    return _carried(subject, since=at)


def bring_back(*, subject: "Subject") -> Response | None:
    """Have it owed here again, as it was, with the day that was promised; a step like ``carry_elsewhere``."""
    return _carried(subject, since=None)


def _carried(subject: "Subject", *, since: datetime | None) -> Response | None:
    rows = Response.every.select_for_update(no_key=True, of=("self",))
    response = rows.filter(subject=subject, published_at__isnull=True).first()
    if response is not None:
        response.elsewhere_since = since
        response.save(update_fields=["elsewhere_since"])  # writes: inside the act that takes the contribution up
    return response


@transaction.atomic
def start_evaluation(*, subject: "Subject", by: "Person", at: datetime) -> Response:
    """Take a contribution into evaluation; its text stays as it is from now on. Starting twice changes nothing."""
    response = locked(subject, at)
    policies.may_prepare(by, subject).enforce()
    policies.not_published(response).enforce()
    if response.in_evaluation_since is None:
        response.in_evaluation_since = at
        response.save(update_fields=["in_evaluation_since"])
        changed = answerable(subject).on_evaluation(subject, at) or ()
        record(
            "participation.response.evaluation_started",
            subject=subject,
            by=by,
            at=at,
            changes=[("responses", response.pk), *changed],
        )
    return response


@transaction.atomic
def draft_response(
    *,
    subject: "Subject",
    verdict: str,
    reasons: str,
    by: "Person",
    at: datetime,
    reference: str = "",
    signer: str = "",
    cost_centavos: int | None = None,
    institution: "Institution | None" = None,
    files: Sequence[Prepared] = (),
    seen: str | None = None,
) -> Response:
    """Prepare an answer: nobody but its offices sees it until it is published. Reasons are always required.

    ``seen`` is the draft on which the form was opened (``draft_mark``): a newer one is not overwritten unread. Raises
    ValidationError, field by field, for an unknown verdict or missing reasons.
    """
    response = locked(subject, at)
    policies.may_prepare(by, subject).enforce()
    policies.not_published(response).enforce()
    if seen is not None and seen != draft_mark(response):
        _changed_meanwhile(response).enforce()
    before = _facts(response)
    _fill(response, verdict, reasons, reference, signer, cost_centavos, institution)
    response.prepared_by, response.prepared_at = by, at
    response.save()
    attach_all(subject=subject, files=files, part=PART, by=by, at=at)
    record(
        "participation.response.drafted",
        subject=subject,
        by=by,
        at=at,
        before=before,
        after=_facts(response),
        payload={"verdict": response.verdict},
    )
    return response


@transaction.atomic
def publish_response(
    *, subject: "Subject", by: "Person", at: datetime, outcome: "Subject | None" = None, explanation: str = ""
) -> Response:
    """Publish the prepared answer and link an outcome to it where one is given. Publishing again changes nothing."""
    response = locked(subject, at)
    policies.may_publish(by, subject).enforce()
    if response.published_at is not None:
        return response
    policies.is_prepared(response).enforce()
    policies.parts_in(response).enforce()
    response.published_by, response.published_at = by, at
    response.working_days = max(0, working_days_left(local_day(response.owed_since), local_day(at), days_off()))
    response.save(update_fields=["published_by", "published_at", "working_days"])
    if response.routed_at is not None:
        Routing.objects.filter(response=response, ended_at__isnull=True).update(
            end=Routing.End.PUBLISHED, ended_at=at, ended_by=by
        )
    if outcome is not None:
        write_link(
            source=subject,
            outcome=outcome,
            kind=response.verdict if response.verdict in LinkKind.values else LinkKind.INSPIRED,
            explanation=explanation or response.reasons[:500],
            by=by,
            at=at,
        )
    add_version(subject=subject, data=_version_data(response), by=by, at=at, reason=PUBLISHED)
    changed = answerable(subject).on_published(subject, at) or ()
    record(
        "participation.response.published",
        subject=subject,
        by=by,
        at=at,
        changes=[("responses", response.pk), *changed],
        payload={
            "response": response.pk,
            "verdict": response.verdict,
            "institution": response.institution_id,
            "outcome": outcome.pk if outcome else None,
        },
    )
    return response


@transaction.atomic
def publish_responses(*, subjects: Iterable["Subject"], by: "Person", at: datetime) -> list[Response]:
    """Publish the prepared answers of a selection, all or none. Raises NotDoneError with a reason for each refusal."""

    def publish(subject: "Subject") -> Response:
        policies.not_published(locked(subject, at)).enforce()
        return publish_response(subject=subject, by=by, at=at)

    return all_or_none(subjects, publish)


def publish_refusals(*, subjects: Iterable["Subject"], by: "Person", at: datetime) -> list[Refusal]:
    """Return what would forbid publishing a selection; everything that was tried is undone."""
    try:
        with transaction.atomic():
            publish_responses(subjects=subjects, by=by, at=at)
            transaction.set_rollback(True)
    except NotDoneError as error:
        return error.refusals
    return []


@transaction.atomic
def start_evaluations(*, subjects: Iterable["Subject"], by: "Person", at: datetime) -> list[Response]:
    """Take a selection into evaluation, all or none. Raises NotDoneError with a reason for each refusal."""
    return all_or_none(subjects, lambda subject: start_evaluation(subject=subject, by=by, at=at))


@transaction.atomic
def correct_response(
    *,
    subject: "Subject",
    verdict: str,
    reasons: str,
    reason: str,
    by: "Person",
    at: datetime,
    reference: str = "",
    signer: str = "",
    cost_centavos: int | None = None,
    institution: "Institution | None" = None,
    files: Sequence[Prepared] = (),
) -> Response:
    """Correct a published answer: the earlier words stay in its history, with the reason of the correction."""
    response = locked(subject, at)
    policies.may_publish(by, subject).enforce()
    policies.is_published(response).enforce()
    reason = tidy(reason)
    if not reason:
        raise ValidationError({"reason": [_("Say why the answer is corrected.")]})
    before = _facts(response)
    _fill(response, verdict, reasons, reference, signer, cost_centavos, institution or response.institution)
    response.save()
    attach_all(subject=subject, files=files, part=PART, by=by, at=at)
    add_version(subject=subject, data=_version_data(response), by=by, at=at, reason=reason[:300])
    changed = answerable(subject).on_corrected(subject, at) or ()
    record(
        "participation.response.corrected",
        subject=subject,
        by=by,
        at=at,
        before=before,
        after=_facts(response),
        changes=[("responses", response.pk), *changed],
        payload={"response": response.pk, "verdict": response.verdict, "reason": reason[:300]},
    )
    return response


def _fill(  # noqa: PLR0917 (one value for each column of the answer)
    response: Response,
    verdict: str,
    reasons: str,
    reference: str,
    signer: str,
    cost_centavos: int | None,
    institution: "Institution | None",
) -> None:
    reasons, reference, signer = tidy(reasons), tidy(reference), tidy(signer)
    errors: dict[str, list[str]] = {}
    if verdict not in answerable(response.subject).verdicts:
        errors["verdict"] = [_("Choose one of the verdicts.")]
    if not reasons:
        errors["reasons"] = [_("Give the reasons: every answer needs them, also a yes.")]
    elif len(reasons) > MAX_REASONS:
        errors["reasons"] = [_("Write %(n)s characters at most.") % {"n": MAX_REASONS}]
    if cost_centavos is not None and not 0 <= cost_centavos <= 10**15:
        errors["cost_centavos"] = [_("This amount cannot be right.")]
    if len(reference) > 80:
        errors["reference"] = [_("Write %(n)s characters at most.") % {"n": 80}]
    if len(signer) > 150:
        errors["signer"] = [_("Write %(n)s characters at most.") % {"n": 150}]
    if errors:
        raise ValidationError(errors)
    response.verdict, response.reasons = verdict, reasons
    response.reference, response.signer, response.cost_centavos = reference, signer, cost_centavos
    if institution is not None and institution != response.institution:
        if response.routed_at is not None:
            Denied(
                "routed", _("It was routed to another institution. Route it instead of writing who answers.")
            ).enforce()
        response.institution = institution


def draft_mark(response: Response | None) -> str:
    """Return what tells one draft from the next: when it was kept."""
    return response.prepared_at.isoformat() if response is not None and response.prepared_at else ""


def _changed_meanwhile(response: Response) -> Denied:
    who = response.prepared_by.public_name if response.prepared_by else ""
    words = _("%(who)s kept another draft while you wrote: it is above. If you keep yours now, it takes its place.")
    return Denied("changed_meanwhile", words % {"who": who})


def _version_data(response: Response) -> dict[str, Any]:
    """Return what a version keeps: the contribution's own texts as they last stood, and the answer beside them."""
    last = response.subject.versions.order_by("-number").values_list("data", flat=True).first() or {}
    return {**last, "answer_verdict": response.verdict, "answer": response.reasons}


def _facts(response: Response) -> dict[str, Any]:
    return {
        "verdict": response.verdict,
        "reasons": response.reasons,
        "reference": response.reference,
        "signer": response.signer,
        "cost_centavos": response.cost_centavos,
        "institution": response.institution_id,
    }
