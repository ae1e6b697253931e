"""Acts on plans: set up, changed, extended, published, closed; their themes, periods and published counts."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from commitments import policies
from commitments.actions.common import line, locked_plan, reason_of
from commitments.models import Plan, PlanKind, PlanState, PlanTally, ReportingPeriod
from participation.events.record import record
from participation.web.richtext import tidy
from processes.policies import may_edit_process

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component

TEXTS = {
    "jurisdiction": 120,
    "dates_words": 120,
    "extension_reason": 1000,
    "vision": 6000,
    "official_url": 500,
    "gazette_ref": 300,
    "office": 200,
    "contact": 300,
    "source": 400,
    "source_url": 500,
    "source_licence": 120,
}
DAYS = ("starts_on", "ends_on", "extended_to", "submitted_on", "signed_on")
NUMBERS = ("ordinal", "cycle_year")
FIELDS = {*TEXTS, *DAYS, *NUMBERS, "kind", "predecessor", "ran_elsewhere"}
MOST_PERIODS = 40


@transaction.atomic
def create_plan(
    *, component: "Component", kind: str, starts_on: date, ends_on: date, by: "Person", at: datetime, **fields: Any
) -> Plan:
    """Make an activity of kind "plan" into an action plan, as a draft. Raises ActDenied, ValidationError by field.

    Its title, introduction and translations are the activity's. ``ran_elsewhere`` says that it ended before it was put
    down here.
    """
    may_edit_process(by, component.process).enforce()
    if component.kind != "plan":
        raise ValueError("only an activity of kind plan holds a plan")
    if Plan.objects.filter(component=component).exists():
        raise ValidationError(_("This activity has its plan already."))
    is_sample = bool(fields.pop("is_sample", False))
    plan = Plan(component=component, created_by=by, created_at=at, is_sample=is_sample)
    _fill(plan, {"kind": kind, "starts_on": starts_on, "ends_on": ends_on, **fields})
    plan.save()
    _tell("created", plan, by, at, after=_facts(plan))
    return plan


@transaction.atomic
def update_plan(*, plan: Plan, by: "Person", at: datetime, reason: str = "", **fields: Any) -> Plan:
    """Change what a plan says of itself; once it is published, with a reason. The same again changes nothing.

    To extend it give ``extended_to`` and ``extension_reason``. Raises ActDenied and ValidationError by field.
    """
    plan = locked_plan(plan)
    policies.may_change(by, plan).enforce()
    before = _facts(plan)
    _fill(plan, fields)
    after = _facts(plan)
    if before == after:
        return plan
    words = line(reason)[:200]
    if plan.state == PlanState.PUBLISHED:
        said = reason or fields.get("extension_reason", "")
        words = reason_of(said, message=_("The plan is published: say why it changes."), limit=1000)
    plan.save()
    changed = {name for name in after if after[name] != before[name]}
    _tell(
        "extended" if "extended_to" in changed else "updated",
        plan,
        by,
        at,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        reason=words,
    )
    return plan


@transaction.atomic
def publish_plan(*, plan: Plan, by: "Person", at: datetime) -> Plan:
    """Publish a plan: what it promises is frozen, and every later change keeps what was said, with its reason.

    Refused while a commitment lacks something; the page of the plan says what.
    """
    plan = locked_plan(plan)
    policies.may_publish(by, plan).enforce()
    plan.state, plan.published_at, plan.version = PlanState.PUBLISHED, at, 1
    plan.save()
    _tell("published", plan, by, at, commitments=plan.commitments.filter(withdrawn_at__isnull=True).count())
    return plan


@transaction.atomic
def archive_plan(*, plan: Plan, by: "Person", at: datetime) -> Plan:
    """Close a plan that ended: it stays as it was. Again changes nothing.

    A draft is closed only where it ran elsewhere, before it was put down here.
    """
    plan = locked_plan(plan)
    if plan.state == PlanState.ARCHIVED:
        policies.may_coordinate(by, plan).enforce()
        return plan
    policies.may_archive(by, plan).enforce()
    if not plan.is_over(at):
        raise ValidationError(_("It goes on until %(day)s. Close it after that.") % {"day": plan.last_day.isoformat()})
    if plan.state == PlanState.DRAFT and not plan.ran_elsewhere:
        raise ValidationError(_("It was never published here. Publish it first, or say that it ran elsewhere."))
    plan.state, plan.archived_at = PlanState.ARCHIVED, at
    plan.save()
    _tell("archived", plan, by, at)
    return plan


@transaction.atomic
def reopen_plan(*, plan: Plan, reason: str, by: "Person", at: datetime) -> Plan:
    """Open a plan again that was closed by mistake, with a reason that everybody reads."""
    plan = locked_plan(plan)
    policies.may_coordinate(by, plan).enforce()
    if plan.state != PlanState.ARCHIVED:
        return plan
    words = reason_of(reason, message=_("Say why it is opened again."), limit=300)
    plan.state = PlanState.PUBLISHED if plan.published_at else PlanState.DRAFT
    plan.archived_at = None
    plan.save()
    _tell("reopened", plan, by, at, reason=words)
    return plan


@transaction.atomic
def set_periods(
    *, plan: Plan, periods: Sequence[tuple[str, date, date]], by: "Person", at: datetime
) -> list[ReportingPeriod]:
    """Set the reporting periods: name, the day that opens and the last day of each, in order, without overlap."""
    plan = locked_plan(plan)
    policies.may_change(by, plan).enforce()
    if len(periods) > MOST_PERIODS:
        raise ValidationError({"periods": _("At most %(n)s rows.") % {"n": MOST_PERIODS}})
    wanted = [(line(label)[:80], opens, closes) for label, opens, closes in periods]
    names = [label for label, _opens, _closes in wanted]
    if not all(names) or len(set(names)) != len(names):
        raise ValidationError({"periods": _("Each period needs a name of its own.")})
    last: date | None = None
    for _label, opens, closes in wanted:
        if closes < opens or (last is not None and opens <= last):
            raise ValidationError({"periods": _("The periods must follow one another, each ending after it begins.")})
        last = closes
    before = list(plan.periods.order_by("opens_on").values_list("label", "opens_on", "closes_on"))
    if before == wanted:
        return list(plan.periods.order_by("opens_on"))
    plan.periods.all().delete()
    rows = [ReportingPeriod(plan=plan, label=label, opens_on=a, closes_on=b) for label, a, b in wanted]
    ReportingPeriod.objects.bulk_create(rows)
    _tell("periods_set", plan, by, at, before=_periods(before), after=_periods(wanted))
    return rows


@transaction.atomic
def put_down_tally(
    *,
    plan: Plan,
    counted_by: str,
    document: str,
    rows: Sequence[tuple[str, int]],
    by: "Person",
    at: datetime,
    published_on: date | None = None,
    url: str = "",
    note: str = "",
) -> PlanTally:
    """Put down how many commitments were done as somebody counted them in a document; again, it corrects that count.

    It stands beside what is computed here and what assessors found, and is never mixed with either.
    """
    plan = locked_plan(plan)
    policies.may_coordinate(by, plan).enforce()
    pairs = [(line(label)[:80], count) for label, count in rows]
    given = [{"label": label, "count": count} for label, count in pairs]
    if not pairs or any(not label or not 0 <= count <= 10_000 for label, count in pairs):
        raise ValidationError({"rows": _("Give each number with its name.")})
    source = reason_of(document, message=_("Say in which document."), limit=300, field="document")
    who = reason_of(counted_by, message=_("Say who counted."), limit=200, field="counted_by")
    tally, _new = PlanTally.objects.update_or_create(
        plan=plan,
        counted_by=who,
        document=source,
        defaults={"rows": given, "published_on": published_on, "url": _address(url, "url"), "note": line(note)[:600]},
    )
    _tell("tally_put_down", plan, by, at, after={"counted_by": who, "document": source, "rows": given})
    return tally


def _fill(plan: Plan, fields: dict[str, Any]) -> None:
    """Set what was given. Raises ValidationError by field, TypeError for unknown names."""
    if set(fields) - FIELDS:
        raise TypeError(f"unknown fields of a plan: {sorted(set(fields) - FIELDS)}")
    wrong: dict[str, Any] = {}
    for name, given in fields.items():
        value = _tidied(name, given) if name in TEXTS else given
        if name in TEXTS and len(value) > TEXTS[name]:
            wrong[name] = _("At most %(limit)s characters.") % {"limit": TEXTS[name]}
        elif name == "kind" and value not in PlanKind.values:
            wrong[name] = _("Choose what kind of plan it is.")
        setattr(plan, name, value)
    wrong |= _wrong_days(plan)
    if plan.extended_to and not plan.extension_reason:
        wrong["extension_reason"] = _("Say why it is extended.")
    if plan.ordinal is not None and not 1 <= plan.ordinal <= 99:
        wrong["ordinal"] = _("A whole number from 1 to %(most)s.") % {"most": 99}
    if plan.cycle_year is not None and not 1990 <= plan.cycle_year <= 2100:
        wrong["cycle_year"] = _("Write a year between 1990 and 2100.")
    if plan.predecessor is not None and plan.predecessor.pk == plan.pk:
        wrong["predecessor"] = _("A plan cannot follow on itself.")
    if wrong:
        raise ValidationError(wrong)


def _tidied(name: str, given: str) -> str:
    if name.endswith("_url"):
        return _address(given, name)
    return tidy(given or "").strip() if name == "vision" else line(given)


def _wrong_days(plan: Plan) -> dict[str, Any]:
    days = {name: getattr(plan, name) for name in DAYS}
    wrong = {
        name: _("Write a day between 1990 and 2100.")
        for name, day in days.items()
        if day is not None and not 1990 <= day.year <= 2100
    }
    if plan.starts_on and plan.ends_on and plan.ends_on < plan.starts_on:
        wrong["ends_on"] = _("It must end after it begins.")
    if plan.extended_to and plan.ends_on and plan.extended_to <= plan.ends_on:
        wrong["extended_to"] = _("It must be after the day on which it was to end.")
    return wrong


def _address(value: str, name: str) -> str:
    url = line(value)
    if url:
        try:
            URLValidator(schemes=["http", "https"])(url)
        except ValidationError as error:
            raise ValidationError({name: _("Write a whole address, with https://.")}) from error
    return url[:500]


def _facts(plan: Plan) -> dict[str, Any]:
    facts = {name: getattr(plan, name) for name in (*TEXTS, *NUMBERS, "kind", "ran_elsewhere")}
    facts |= {name: day.isoformat() if (day := getattr(plan, name)) else None for name in DAYS}
    return {**facts, "predecessor": plan.predecessor_id}


def _periods(rows: Sequence[tuple[str, date, date]]) -> dict[str, str]:
    return {label: f"{opens.isoformat()} – {closes.isoformat()}" for label, opens, closes in rows}


def _tell(name: str, plan: Plan, by: "Person", at: datetime, **more: Any) -> None:
    before, after = more.pop("before", None), more.pop("after", None)
    record(
        f"commitments.plan.{name}",
        subject=plan.component.subject,
        by=by,
        at=at,
        payload={"plan": plan.pk, **more},
        before=before,
        after=after,
        changes=[("plans", plan.pk)],
    )
