"""Acts on answers: owed, evaluated, prepared, published for good, corrected with a reason."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.access.verdict import ActDenied
from participation.events.record import record
from participation.origins.actions import write_link
from participation.origins.models import LinkKind
from participation.responses import policies
from participation.responses.models import PUBLISHED, Response
from participation.responses.registry import answerable
from participation.versions.actions import add_version
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Institution, Person, Subject

MAX_REASONS = 10_000


@transaction.atomic
def owe_response(
    *, subject: "Subject", at: datetime, institution: "Institution | None" = None, due_on: date | None = None
) -> Response:
    """Write down that an answer with reasons is owed; owing twice changes nothing. Acts of the floors above call it."""
    response, new = Response.objects.get_or_create(
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


@transaction.atomic
def start_evaluation(*, subject: "Subject", by: "Person", at: datetime) -> Response:
    """Take a contribution into evaluation; its text stays as it is from now on. Starting twice changes nothing."""
    policies.may_prepare(by, subject).enforce()
    response = _locked(subject, at)
    policies.not_published(response).enforce()
    if response.in_evaluation_since is None:
        response.in_evaluation_since = at
        response.save(update_fields=["in_evaluation_since"])
        answerable(subject).on_evaluation(subject, at)
        record(
            "participation.response.evaluation_started",
            subject=subject,
            by=by,
            at=at,
            changes=[("responses", response.pk)],
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
) -> Response:
    """Prepare an answer: nobody but officials sees it until it is published. Reasons are always required.

    Raises ValidationError, field by field, for an unknown verdict or missing reasons.
    """
    policies.may_prepare(by, subject).enforce()
    response = _locked(subject, at)
    policies.not_published(response).enforce()
    before = _facts(response)
    _fill(response, verdict, reasons, reference, signer, cost_centavos, institution)
    response.prepared_by, response.prepared_at = by, at
    response.save()
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
    policies.may_publish(by, subject).enforce()
    response = _locked(subject, at)
    if response.published_at is not None:
        return response
    policies.is_prepared(response).enforce()
    response.published_by, response.published_at = by, at
    response.save(update_fields=["published_by", "published_at"])
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
    answerable(subject).on_published(subject, at)
    record(
        "participation.response.published",
        subject=subject,
        by=by,
        at=at,
        changes=[("responses", response.pk)],
        payload={
            "response": response.pk,
            "verdict": response.verdict,
            "institution": response.institution_id,
            "outcome": outcome.pk if outcome else None,
        },
    )
    return response


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


@transaction.atomic
def publish_responses(*, subjects: Iterable["Subject"], by: "Person", at: datetime) -> list[Response]:
    """Publish the prepared answers of a selection, all or none. Raises NotDoneError with a reason for each refusal."""

    def publish(subject: "Subject") -> Response:
        policies.not_published(_locked(subject, at)).enforce()
        return publish_response(subject=subject, by=by, at=at)

    return _all_or_none(subjects, publish)


@transaction.atomic
def start_evaluations(*, subjects: Iterable["Subject"], by: "Person", at: datetime) -> list[Response]:
    """Take a selection into evaluation, all or none. Raises NotDoneError with a reason for each refusal."""
    return _all_or_none(subjects, lambda subject: start_evaluation(subject=subject, by=by, at=at))


def _all_or_none(subjects: Iterable["Subject"], step: Callable[["Subject"], Response]) -> list[Response]:
    done: list[Response] = []
    refusals: list[Refusal] = []
    # One order for everybody: two officials who take the same rows wait for each other instead of dying.
    for subject in sorted(subjects, key=lambda each: each.pk):
        try:
            with transaction.atomic():
                done.append(step(subject))
        except ActDenied as error:
            refusals.append(Refusal(subject, str(error.denial.message)))
    if refusals:
        raise NotDoneError(refusals)
    return done


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
) -> Response:
    """Correct a published answer: the earlier words stay in its history, with the reason of the correction."""
    policies.may_publish(by, subject).enforce()
    response = _locked(subject, at)
    policies.is_published(response).enforce()
    reason = tidy(reason)
    if not reason:
        raise ValidationError({"reason": [_("Say why the answer is corrected.")]})
    before = _facts(response)
    _fill(response, verdict, reasons, reference, signer, cost_centavos, institution or response.institution)
    response.save()
    add_version(subject=subject, data=_version_data(response), by=by, at=at, reason=reason[:300])
    record(
        "participation.response.corrected",
        subject=subject,
        by=by,
        at=at,
        before=before,
        after=_facts(response),
        changes=[("responses", response.pk)],
        payload={"response": response.pk, "verdict": response.verdict, "reason": reason[:300]},
    )
    return response


def _locked(subject: "Subject", at: datetime) -> Response:
    """Return the row of the answer, locked; one is made where an official answers what nobody was owed."""
    response, new = Response.objects.get_or_create(subject=subject, defaults={"owed_since": at})
    if new:
        return response
    return Response.objects.select_for_update(no_key=True, of=("self",)).get(pk=response.pk)


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
    if institution is not None:
        response.institution = institution


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
