"""Acts on commitments: added, changed with a reason, withdrawn; who left, what was measured, what it came from."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commitments import policies
from commitments.actions.common import (
    locked,
    locked_plan,
    own_event,
    reason_of,
    search_text,
    summary_of,
    told,
    why,
)
from commitments.content import PARTS, Content, clean
from commitments.models import (
    LEADS,
    Commitment,
    Indicator,
    Plan,
    PlanState,
    PlanTheme,
)
from participation.followup.actions import edit_action, follow_up
from participation.subjects.actions import create_subject, update_subject
from participation.versions.actions import add_version

if TYPE_CHECKING:
    from participation.models import Person

MOST_COMMITMENTS = 500


@transaction.atomic
def add_commitment(
    *,
    plan: Plan,
    by: "Person",
    at: datetime,
    reason: str = "",
    legal_basis: str = "",
    report_every: int = 0,
    is_sample: bool = False,
    **given: Any,
) -> Commitment:
    """Add a commitment to a plan (``commitments.content`` says of what it is made); it is followed up from then on.

    To a published plan it is added with a reason. Raises ActDenied, and ValidationError by field.
    """
    plan = locked_plan(plan)
    policies.may_change(by, plan).enforce()
    words = why(plan, reason, legal_basis)
    content = clean({"title": "", **given})
    _check_code(plan, content.columns.get("code", ""), None)
    last = plan.commitments.aggregate(last=Max("position"))["last"] or 0
    if plan.commitments.count() >= MOST_COMMITMENTS:
        raise ValidationError(_("A plan has at most %(n)s commitments.") % {"n": MOST_COMMITMENTS})
    row = Commitment(plan=plan, position=last + 1, created_by=by, created_at=at, is_sample=is_sample)
    _assign(row, content)
    row.subject = create_subject(
        kind="commitment",
        title=row.title,
        titles=row.in_other_languages("title"),
        summary=summary_of(row),
        path="",
        at=at,
        parent=plan.component.subject,
        territory=plan.component.process.territory,
        lang=row.lang,
        state="published",
        text=search_text(row),
    )
    row.save()
    update_subject(subject=row.subject, at=at, path=f"/compromisos/{row.pk}/")
    _write_parts(row, content)
    follow_up(subject=row.subject, by=by, at=at, is_sample=is_sample, report_every=report_every, **_duties(row))
    add_version(subject=row.subject, data=told(row), by=by, at=at, reason=words)
    _next_version(plan)
    own_event("added", row, by, at, reason=words, after={"title": row.title, "code": row.code})
    return row


@transaction.atomic
def update_commitment(
    *, commitment: Commitment, by: "Person", at: datetime, reason: str = "", legal_basis: str = "", **given: Any
) -> Commitment:
    """Change a commitment: what is not given stays. Once its plan is published, with a reason and its legal basis.

    What it said before stays as a version; the same again changes nothing. Raises ActDenied, ValidationError by field.
    """
    row = locked(commitment)
    policies.may_change(by, row.plan).enforce()
    if row.withdrawn_at is not None:
        raise ValidationError(_("It was withdrawn, so it cannot be changed."))
    content = clean(given)
    before = told(row)
    position = row.translations
    _check_code(row.plan, content.columns.get("code", row.code), row)
    _assign(row, content)
    row.save()
    _write_parts(row, content)
    row = Commitment.objects.for_page().get(pk=row.pk)
    after = told(row)
    if after == before and row.translations == position:
        return row
    words = why(row.plan, reason, legal_basis)
    update_subject(
        subject=row.subject,
        at=at,
        title=row.title,
        titles=row.in_other_languages("title"),
        summary=summary_of(row),
        text=search_text(row),
    )
    _keep_duties(row, by, at, words)
    add_version(subject=row.subject, data=after, by=by, at=at, reason=words)
    _next_version(row.plan)
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    own_event(
        "updated",
        row,
        by,
        at,
        reason=words,
        before={name: before.get(name, "") for name in changed},
        after={name: after.get(name, "") for name in changed},
    )
    return row


@transaction.atomic
def withdraw_commitment(
    *, commitment: Commitment, reason: str, by: "Person", at: datetime, legal_basis: str = ""
) -> Commitment:
    """Take a commitment out of its plan with a reason: its page stays and says so. Again changes nothing.

    One that will not be done is abandoned instead, through the engine, and stays in the plan.
    """
    row = locked(commitment)
    policies.may_change(by, row.plan).enforce()
    if row.withdrawn_at is not None:
        return row
    row.withdraw_reason = reason_of(reason, message=_("Say why: whoever follows it is told."), limit=200)
    if legal_basis:
        row.withdraw_reason = why_with(row.withdraw_reason, legal_basis)
    row.withdrawn_at = at
    row.save()
    _next_version(row.plan)
    own_event("withdrawn", row, by, at, reason=row.withdraw_reason)
    return row


@transaction.atomic
def restore_commitment(*, commitment: Commitment, reason: str, by: "Person", at: datetime) -> Commitment:
    """Put a withdrawn commitment back into its plan, with a reason. Again changes nothing."""
    row = locked(commitment)
    policies.may_change(by, row.plan).enforce()
    if row.withdrawn_at is None:
        return row
    words = reason_of(reason, message=_("Say why: whoever follows it is told."))
    row.withdrawn_at, row.withdraw_reason = None, ""
    row.save()
    _next_version(row.plan)
    own_event("restored", row, by, at, reason=words)
    return row


def why_with(reason: str, legal_basis: str) -> str:
    """Return a reason with its legal basis, as short as its column."""
    return f"{reason} ({' '.join(legal_basis.split())[:90]})"


def _check_code(plan: Plan, code: str, row: Commitment | None) -> None:
    if not code:
        return
    taken = plan.commitments.filter(code=code)
    if (taken.exclude(pk=row.pk) if row else taken).exists():
        raise ValidationError({"code": _("Another commitment of this plan has this code.")})


def _assign(row: Commitment, content: Content) -> None:
    for name, value in content.columns.items():
        setattr(row, name, value)
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        raise ValidationError({"ends_on": _("It must end after it begins.")})
    if content.translations is not None:
        row.translations = content.translations
    if content.theme is not None:
        row.theme = _theme(row.plan, content.theme)


def _theme(plan: Plan, title: str) -> PlanTheme | None:
    if not title:
        return None
    last = plan.themes.aggregate(last=Max("position"))["last"] or 0
    return PlanTheme.objects.get_or_create(plan=plan, title=title, defaults={"position": last + 1})[0]


def _write_parts(row: Commitment, content: Content) -> None:
    """Write the rows of the parts that were given: rows are told apart by their key, then by their order."""
    for name, wanted in content.parts.items():
        model, _columns, key = PARTS[name]
        standing = list(model._default_manager.filter(commitment=row).order_by("position", "pk"))
        left = [part for part in standing if not any(getattr(part, key) == new[key] for new in wanted)]
        kept: list[Any] = []
        for position, new in enumerate(wanted, start=1):
            part = next((one for one in standing if getattr(one, key) == new[key] and one not in kept), None)
            if part is None and name in {"objectives", "risks"} and left:
                part = left.pop(0)
            part = part or model(commitment=row)
            for column, value in {**new, "position": position}.items():
                setattr(part, column, value)
            kept.append(part)
        gone = [part for part in standing if part not in kept]
        _refuse_loss(gone)
        for part in gone:
            part.delete()
        for part in kept:
            part.save()
    row.__dict__.pop("_prefetched_objects_cache", None)


def _refuse_loss(gone: list[Any]) -> None:
    if any(isinstance(part, Indicator) and part.measured.exists() for part in gone):
        raise ValidationError({"indicators": _("Something was measured already, so this indicator stays.")})


def _duties(row: Commitment) -> dict[str, Any]:
    """Return who is responsible for the commitment as a whole and until when, as the engine takes it.

    What ran elsewhere has no last day here: nobody reports of it any more, so it could only be late.
    """
    leads = [actor for actor in row.actors.order_by("position", "pk") if actor.role in LEADS and actor.to_on is None]
    office = next((actor.institution for actor in leads if actor.institution), None)
    others = [actor.name for actor in leads if office is None or actor.institution_id != office.pk]
    named = ", ".join(others)
    if not office and not named:
        named = row.office or _("Not said yet")
    contact = " · ".join(part for part in (row.contact_post, row.contact_email, row.contact_phone) if part)
    duties: dict[str, Any] = {"institution": office, "responsible": named[:200], "contact": contact[:200]}
    if not row.plan.ran_elsewhere and row.plan.state != PlanState.ARCHIVED:
        duties |= {"starts_on": row.starts_on, "due_on": row.ends_on or row.plan.last_day}
        if row.starts_on and duties["due_on"] < row.starts_on:
            duties["starts_on"] = None
    return duties


def _keep_duties(row: Commitment, by: "Person", at: datetime, reason: str) -> None:
    """Bring the commitment's own action up to date: who is responsible, and its dates, with the reason."""
    from participation.followup.actions import move_dates

    duties = _duties(row)
    dates = {name: duties.pop(name) for name in ("starts_on", "due_on") if name in duties}
    action = row.subject.action
    kept = {name: getattr(action, name) for name in ("description", "deliverable", "place", "weight")}
    edit_action(action=action, title=row.title[:200], by=by, at=at, reason=reason, **duties, **kept)
    if dates and dates != {"starts_on": action.starts_on, "due_on": action.due_on}:
        move_dates(action=action, by=by, at=at, reason=reason or _("The commitment was corrected."), **dates)


def _next_version(plan: Plan) -> None:
    if plan.state == PlanState.PUBLISHED:
        plan.version += 1
        plan.save(update_fields=["version"])
