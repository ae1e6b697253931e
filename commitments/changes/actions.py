"""Acts on what came of reviews: recommended, and what changed put down and taken back."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.changes import events, policies
from commitments.models import Assessment, ChangeKind, Commitment, InstitutionalChange, Recommendation
from commitments.reviews.actions import locked
from commitments.reviews.policies import may_write
from participation.events.record import record
from participation.origins.actions import erase_link, write_link
from participation.subjects.actions import create_subject, update_subject
from participation.web.richtext import tidy
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.models import Institution, Person

MOST = 60
LIMITS = {"title": 200, "text": 4000, "legal_reference": 300, "url": 500}


@transaction.atomic
def recommend(
    *,
    assessment: Assessment,
    text: str,
    by: "Person",
    at: datetime,
    commitment: Commitment | None = None,
    addressed_to: str = "",
    institution: "Institution | None" = None,
) -> Recommendation:
    """Add a recommendation to the draft of an assessment; it is published with it, and owed an answer from then on.

    Without an institution nobody here answers: who is addressed stands in words alone.
    Raises ActDenied and ValidationError by field.
    """
    row = locked(assessment)
    may_write(by, row).enforce()
    words, whom = tidy(text).strip(), " ".join(tidy(addressed_to).split())
    if not words or len(words) > 6000:
        raise ValidationError({"text": _("Write what is recommended, in 6000 characters.")})
    if len(whom) > 200:
        raise ValidationError({"addressed_to": _("At most %(limit)s characters.") % {"limit": 200}})
    if commitment is not None and commitment.plan_id != row.plan_id:
        raise ValidationError({"commitment": _("“%(commitment)s” is of another plan.") % {"commitment": commitment}})
    before = Recommendation.objects.filter(assessment=row).count()
    if before >= MOST:
        raise ValidationError(_("An assessment has at most %(n)s recommendations.") % {"n": MOST})
    made = Recommendation(
        assessment=row, commitment=commitment, addressed_to=whom, institution=institution, text=words,
        position=before + 1,
    )  # fmt: skip
    flat = " ".join(words.split())
    made.subject = create_subject(
        kind="recommendation",
        title=flat if len(flat) <= 140 else flat[:140].rsplit(" ", 1)[0] + "…",
        summary=flat[:220],
        path="",
        at=at,
        lang=row.lang,
        text=words,
    )
    made.save()
    update_subject(subject=made.subject, at=at, path=f"/recomendaciones/{made.pk}/")
    record(events.DRAFTED, subject=row.subject, by=by, at=at, payload={"assessment": row.pk})
    return made


@transaction.atomic
def drop_recommendation(*, recommendation: Recommendation, by: "Person", at: datetime) -> None:
    """Take a recommendation out of a draft. Again changes nothing."""
    row = locked(recommendation.assessment)
    may_write(by, row).enforce()
    found = Recommendation.objects.select_related("subject").filter(pk=recommendation.pk).first()
    if found is not None:
        update_subject(subject=found.subject, at=at, state="withdrawn")
        found.delete()
        record(events.DRAFTED, subject=row.subject, by=by, at=at, payload={"assessment": row.pk})


@transaction.atomic
def record_change(
    *,
    commitment: Commitment,
    kind: str,
    title: str,
    text: str,
    in_force_on: date,
    by: "Person",
    at: datetime,
    legal_reference: str = "",
    url: str = "",
    institution: "Institution | None" = None,
    recommendation: Recommendation | None = None,
    is_sample: bool = False,
) -> InstitutionalChange:
    """Put down what a commitment changed for good, with where it can be checked. Its trace leads there.

    Raises ActDenied and ValidationError by field.
    """
    policies.may_record(by, commitment).enforce()
    given = _checked(kind, in_force_on, at, title=title, text=text, legal_reference=legal_reference, url=url)
    if recommendation is not None and recommendation.commitment_id not in {None, commitment.pk}:
        raise ValidationError({"recommendation": _("This recommendation is on another commitment.")})
    row = InstitutionalChange(
        **given, commitment=commitment, recommendation=recommendation, institution=institution, created_by=by,
        created_at=at, is_sample=is_sample,
    )  # fmt: skip
    row.subject = create_subject(
        kind="institutional_change",
        title=row.title,
        summary=" ".join(row.text.split())[:220],
        path="",
        at=at,
        parent=commitment.subject,
        territory=commitment.subject.territory,
        state="published",
        text=f"{row.text} {row.legal_reference}",
    )
    row.save()
    update_subject(subject=row.subject, at=at, path=f"/cambios-institucionales/{row.pk}/")
    write_link(source=commitment.subject, outcome=row.subject, kind="born_at", explanation="", by=by, at=at)
    if recommendation is not None:
        write_link(source=recommendation.subject, outcome=row.subject, kind="accepted", explanation="", by=by, at=at)
    payload = {"change": row.pk, "commitment": commitment.pk}
    record(events.CHANGED, subject=row.subject, by=by, at=at, payload=payload)
    return row


@transaction.atomic
def withdraw_change(*, change: InstitutionalChange, reason: str, by: "Person", at: datetime) -> InstitutionalChange:
    """Take back what was put down by mistake, with a reason that stays. Raises ActDenied and ValidationError."""
    rows = InstitutionalChange.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("subject", "commitment__plan__component__process", "recommendation__subject").get(
        pk=change.pk
    )
    policies.may_withdraw(by, row).enforce()
    why = " ".join(tidy(reason).split())
    if not why or len(why) > 300:
        raise ValidationError({"reason": _("Say why, in 300 characters: it stays in its place.")})
    row.withdrawn_at, row.withdraw_reason = at, why
    row.save()
    update_subject(subject=row.subject, at=at, state="withdrawn")
    erase_link(source=row.commitment.subject, outcome=row.subject, kind="born_at")
    if row.recommendation is not None:
        erase_link(source=row.recommendation.subject, outcome=row.subject, kind="accepted")
    record(events.TAKEN_BACK, subject=row.subject, by=by, at=at, payload={"change": row.pk, "reason": why})
    return row


def _checked(kind: str, on: date, at: datetime, **texts: str) -> dict[str, Any]:
    """Return what is kept. Raises ValidationError by field."""
    given: dict[str, Any] = {name: tidy(text or "").strip() for name, text in texts.items()}
    wrong: dict[str, Any] = {name: _("This is missing.") for name in ("title", "text") if not given[name]}
    for name, most in LIMITS.items():
        given[name] = given[name] if name == "text" else " ".join(given[name].split())
        if len(given[name]) > most:
            wrong[name] = _("At most %(limit)s characters.") % {"limit": most}
    if kind not in ChangeKind.values:
        wrong["kind"] = _("Choose what changed.")
    if not date(1990, 1, 1) <= on <= local_day(at):
        wrong["in_force_on"] = _("Write a day that has come already.")
    if not given["legal_reference"] and not given["url"]:
        wrong["legal_reference"] = _("Say where anybody can check it: the gazette, the act, or an address.")
    if given["url"]:
        try:
            URLValidator(schemes=["https", "http"])(given["url"])
        except ValidationError as error:
            wrong["url"] = error.messages
    if wrong:
        raise ValidationError(wrong)
    return {**given, "kind": kind, "in_force_on": on}
