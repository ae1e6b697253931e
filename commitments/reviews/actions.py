"""Acts on assessors and assessments: appointed, declared, ended; recorded, revised, given up, published, corrected."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.changes.publishing import publish_recommendations
from commitments.models import Assessment, AssessmentValue, Assessor, Phase, Plan, Recommendation, Variable
from commitments.reviews import events, policies
from commitments.reviews.checked import check_fields, check_value
from commitments.reviews.schemes import get_scheme
from participation.events.record import record
from participation.subjects.actions import create_subject, update_subject
from participation.web.richtext import tidy
from participation.workdays import local_day

if TYPE_CHECKING:
    from commitments.models import Commitment
    from participation.models import Person
    from processes.models import Encounter, Forum


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said on one variable, by its code: ``value`` is a code of its scale; without commitment, of the plan.

    Nothing but the variable: the document asks for it and leaves it blank.
    """

    variable: str
    value: str = ""
    commitment: "Commitment | None" = None
    as_said: str = ""
    rationale: str = ""
    number: Decimal | None = None
    footnotes: Sequence[dict[str, str]] = field(default_factory=list)


# --- Assessors --------------------------------------------------------------------------------------------------------


@transaction.atomic
def appoint_assessor(
    *, forum: "Forum", session: "Encounter", plan: Plan, person: "Person", name: str, by: "Person", at: datetime
) -> Assessor:
    """Put down that a forum appointed somebody to assess a plan, in the session that decided it. Again changes nothing.

    Raises ActDenied, and ValidationError by field.
    """
    plan = Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    policies.may_appoint(by, forum, session, person, plan).enforce()
    found = Assessor.objects.now().filter(plan=plan, person=person).first()
    if found is not None:
        return found  # type: ignore[no-any-return]
    name = " ".join(tidy(name).split())
    if not name or len(name) > 150:
        raise ValidationError({"name": _("Write the name with which assessments are signed, in 150 characters.")})
    row = Assessor.objects.create(
        forum=forum,
        session=session,
        plan=plan,
        person=person,
        name=name,
        since=local_day(at),
        appointed_by=by,
        appointed_at=at,
    )
    _tell(events.APPOINTED, row, by, at)
    return row


@transaction.atomic
def declare_conflict(*, assessor: Assessor, conflict: str, by: "Person", at: datetime) -> Assessor:
    """Declare the conflicts of interest of an assessor; an empty text declares that there are none.

    It is published with what they assess from then on. Raises ActDenied and ValidationError.
    """
    row = _locked_assessor(assessor)
    policies.may_declare(by, row).enforce()
    row.conflict, row.conflict_at = tidy(conflict).strip(), at
    if len(row.conflict) > 3000:
        raise ValidationError({"conflict": _("At most %(limit)s characters.") % {"limit": 3000}})
    row.save()
    _tell(events.DECLARED, row, by, at)
    return row


@transaction.atomic
def end_appointment(*, assessor: Assessor, reason: str, by: "Person", at: datetime) -> Assessor:
    """End an appointment with a reason that everybody reads. What the assessor began stays theirs to publish."""
    row = _locked_assessor(assessor)
    policies.may_end(by, row).enforce()
    row.end_reason = " ".join(tidy(reason).split())
    if not row.end_reason or len(row.end_reason) > 500:
        raise ValidationError({"reason": _("Say why, in 500 characters: everybody reads it.")})
    row.until = max(local_day(at), row.since)
    row.save()
    _tell(events.ENDED, row, by, at, reason=row.end_reason)
    return row


def _locked_assessor(assessor: Assessor) -> Assessor:
    rows = Assessor.objects.for_page().select_for_update(no_key=True, of=("self",))
    return rows.get(pk=assessor.pk)  # type: ignore[no-any-return]


def _tell(name: str, row: Assessor, by: "Person", at: datetime, **payload: Any) -> None:
    told = {"assessor": row.pk, "name": row.name, "forum": row.forum_id, **payload}
    record(name, subject=row.plan.component.subject, by=by, at=at, payload=told)


# --- Assessments ------------------------------------------------------------------------------------------------------


@transaction.atomic
def record_assessment(
    *,
    plan: Plan,
    scheme: str,
    phase: str,
    title: str,
    by: "Person",
    at: datetime,
    values: Iterable[Verdict] = (),
    assessor: Assessor | None = None,
    assessor_name: str = "",
    independent: bool = True,
    summary: str = "",
    document_url: str = "",
    document_year: int | None = None,
    document_on: date | None = None,
    source: str = "",
    comment_from: date | None = None,
    comment_until: date | None = None,
    lang: str = "es",
    is_sample: bool = False,
) -> Assessment:
    """Begin an assessment of a plan under a method (its code), with what it says; nobody else sees it until published.

    Without ``assessor`` it copies a document that was published elsewhere, and says from where.
    Raises ActDenied, and ValidationError by field (a verdict's under ``values``).
    """
    assessor = _locked_assessor(assessor) if assessor is not None else None
    policies.may_record(by, plan, assessor, at=at).enforce()
    given = {
        "phase": phase, "title": title, "summary": summary, "source": source, "document_url": document_url,
        "document_year": document_year, "document_on": document_on, "comment_from": comment_from,
        "comment_until": comment_until, "assessor_name": assessor.name if assessor else assessor_name,
    }  # fmt: skip
    fields = check_fields(given, at=at, copied=assessor is None)
    row = Assessment(
        **fields,
        plan=plan,
        scheme=get_scheme(scheme),
        assessor=assessor,
        independent=independent and phase != Phase.SELF,
        conflict=assessor.conflict if assessor else "",
        lang=lang,
        created_by=by,
        created_at=at,
        is_sample=is_sample,
    )
    _face(row, at)
    row.save()
    update_subject(subject=row.subject, at=at, path=f"/evaluaciones/independientes/{row.pk}/")
    _write_values(row, values)
    _record(events.RECORDED, row, by, at)
    return row


def _face(row: Assessment, at: datetime) -> None:
    """Make its subject: below nothing, so that whoever hides a plan or a commitment hides no verdict on it."""
    row.subject = create_subject(
        kind="assessment",
        title=f"{row.title} · {row.plan.component.title}"[:300],
        summary=" ".join(row.summary.split())[:220],
        path="",
        at=at,
        lang=row.lang,
        text=f"{row.assessor_name} {row.summary}",
    )


@transaction.atomic
def revise_assessment(
    *, assessment: Assessment, by: "Person", at: datetime, values: Iterable[Verdict] = (), **fields: Any
) -> Assessment:
    """Change a draft: its fields, and the verdicts given; one that was said before on the same variable is replaced.

    Raises ActDenied for one that is published, and ValidationError by field.
    """
    row = locked(assessment)
    policies.may_write(by, row).enforce()
    if fields:
        kept = {name: getattr(row, name) for name in check_fields.names}  # type: ignore[attr-defined]
        for name, value in check_fields({**kept, **fields}, at=at, copied=row.assessor is None).items():
            setattr(row, name, value)
        row.save()
        update_subject(
            subject=row.subject,
            at=at,
            title=f"{row.title} · {row.plan.component.title}"[:300],
            summary=" ".join(row.summary.split())[:220],
            text=f"{row.assessor_name} {row.summary}",
        )
    _write_values(row, values)
    _record(events.REVISED, row, by, at)
    return row


@transaction.atomic
def say_of(
    *,
    assessment: Assessment,
    commitment: "Commitment | None",
    values: Iterable[Verdict],
    by: "Person",
    at: datetime,
) -> Assessment:
    """Put in a draft all that it says of one commitment, or of the plan for none; what it said before is replaced.

    Raises ActDenied for one that is published, and ValidationError under ``values``.
    """
    row = locked(assessment)
    policies.may_write(by, row).enforce()
    AssessmentValue.objects.filter(assessment=row, commitment=commitment).delete()
    _write_values(row, [replace(verdict, commitment=commitment) for verdict in values])
    _record(events.REVISED, row, by, at)
    return row


@transaction.atomic
def discard_assessment(*, assessment: Assessment, by: "Person", at: datetime) -> Assessment:
    """Give a draft up: nobody sees it any more. Again changes nothing."""
    row = locked(assessment)
    if row.withdrawn_at is not None:
        return row
    policies.may_write(by, row).enforce()
    row.withdrawn_at, row.corrects, row.correction_reason = at, None, ""  # another correction can be begun
    row.save()
    update_subject(subject=row.subject, at=at, state="withdrawn")
    _record(events.DISCARDED, row, by, at)
    return row


@transaction.atomic
def publish_assessment(*, assessment: Assessment, by: "Person", at: datetime) -> Assessment:
    """Publish a draft: from then on the database refuses every change. Publishing again changes nothing.

    Raises ActDenied, and ValidationError where it says nothing yet.
    """
    row = locked(assessment)
    if row.published_at is not None:
        return row
    policies.may_write(by, row).enforce()
    if not row.values.exists() and not Recommendation.objects.filter(assessment=row).exists():
        raise ValidationError(_("It says nothing of any commitment yet. Write at least one verdict first."))
    if row.assessor is not None:
        row.conflict = row.assessor.conflict
    row.published_at = at
    row.save()
    update_subject(subject=row.subject, at=at, state="published")
    publish_recommendations(row, by=by, at=at)
    touched = sorted(set(row.values.exclude(commitment=None).values_list("commitment__subject", flat=True)))
    payload = {"assessment": row.pk, "plan": row.plan_id, "subjects": touched[:500]}
    record(events.PUBLISHED, subject=row.subject, by=by, at=at, payload=payload)
    return row


@transaction.atomic
def correct_assessment(*, assessment: Assessment, reason: str, by: "Person", at: datetime) -> Assessment:
    """Begin another assessment that corrects a published one, with everything that it says and the reason.

    The first stays in view and leads to the second once that is published. Raises ActDenied and ValidationError.
    """
    old = locked(assessment)
    policies.may_correct(by, old).enforce()
    reason = " ".join(tidy(reason).split())
    if not reason or len(reason) > 500:
        raise ValidationError({"reason": _("Say what was wrong, in 500 characters: everybody reads it.")})
    copied = {name: getattr(old, name) for name in check_fields.names}  # type: ignore[attr-defined]
    kept = {name: getattr(old, name) for name in ("plan", "scheme", "assessor", "independent", "lang", "is_sample")}
    row = Assessment(**copied, **kept, corrects=old, correction_reason=reason, created_by=by, created_at=at)
    row.conflict = old.conflict
    _face(row, at)
    row.save()
    update_subject(subject=row.subject, at=at, path=f"/evaluaciones/independientes/{row.pk}/")
    values = list(old.values.all())
    for value in values:
        value.pk, value.assessment = None, row
    AssessmentValue.objects.bulk_create(values)
    _record(events.RECORDED, row, by, at)
    return row


def locked(assessment: Assessment) -> Assessment:
    """Return an assessment as it is now, held until the commit, so that nothing is added while it is published."""
    rows = Assessment.objects.select_related(
        "subject", "scheme", "assessor", "plan__component__subject", "plan__component__process"
    )
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=assessment.pk)


def _write_values(row: Assessment, values: Iterable[Verdict]) -> None:
    values = list(values)
    if not values:
        return
    known = {
        variable.code: variable for variable in Variable.objects.filter(scheme=row.scheme).prefetch_related("scale")
    }
    made = [check_value(row, verdict, known) for verdict in values]
    for one in made:
        same = AssessmentValue.objects.filter(assessment=row, commitment=one.commitment, variable=one.variable)
        one.pk = same.values_list("pk", flat=True).first() if row.pk else None
    fresh, former = [one for one in made if one.pk is None], [one for one in made if one.pk is not None]
    AssessmentValue.objects.bulk_create(fresh)
    for one in former:
        one.save()


def _record(name: str, row: Assessment, by: "Person", at: datetime) -> None:
    record(name, subject=row.subject, by=by, at=at, payload={"assessment": row.pk, "plan": row.plan_id})
