"""What the acts share: the locks, reasons, the versions of a commitment."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commitments.content import LONG, record_of
from commitments.models import Commitment, Plan, PlanState
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person

REASON_MAX, BASIS_MAX = 200, 90


def locked_plan(plan: Plan) -> Plan:
    """Return a plan as it is now, held until the commit: acts on one plan follow one another."""
    Plan.objects.select_for_update(no_key=True, of=("self",)).only("pk").get(pk=plan.pk)
    return Plan.objects.for_page().get(pk=plan.pk)


def locked(commitment: Commitment) -> Commitment:
    """Return a commitment as it is now, its plan held until the commit."""
    plan = locked_plan(commitment.plan)
    row = Commitment.objects.for_page().get(pk=commitment.pk)
    row.plan = plan
    return row


def line(text: str) -> str:
    """Return a text of one line without control characters."""
    return " ".join(tidy(text or "").split())


def reason_of(text: str, *, message: Any, limit: int = REASON_MAX, field: str = "reason") -> str:
    """Return a reason. Raises ValidationError where it is missing or too long."""
    reason = line(text)
    if not reason or len(reason) > limit:
        words = _("At most %(limit)s characters.") % {"limit": limit} if reason else message
        raise ValidationError({field: words})
    return reason


def why(plan: Plan, reason: str, legal_basis: str) -> str:
    """Return why something changes, as its version keeps it: what is published does not change without a reason."""
    if plan.state != PlanState.PUBLISHED:
        return line(reason)[:REASON_MAX]
    given = reason_of(reason, message=_("The plan is published: say why it changes. Everybody reads it."))
    basis = line(legal_basis)
    if len(basis) > BASIS_MAX:
        raise ValidationError({"legal_basis": _("At most %(limit)s characters.") % {"limit": BASIS_MAX}})
    return f"{given} ({basis})" if basis else given


def told(row: Commitment) -> dict[str, str]:
    """Return a commitment as its versions keep it: every field and every part as text that people read."""
    record = record_of(row)
    kept = {"title": row.title}
    for name in (*LONG, "code", "number", "office", "contact_post", "contact_email", "contact_phone", "source_url"):
        kept[name] = str(record[name] or "")
    kept["theme"] = record["theme"]
    for name in ("starts_on", "ends_on"):
        kept[name] = record[name].isoformat() if record[name] else ""
    kept["budget_amount"] = (
        f"{record['budget_amount'] / 100:.2f} {row.currency}" if row.budget_amount is not None else ""
    )
    kept["values"] = ", ".join(record["values"])
    kept["policy_areas"] = ", ".join(record["policy_areas"])
    for name in ("actors", "objectives", "indicators", "risks", "alignments"):
        kept[name] = "\n".join(_part_words(part) for part in record[name])
    return {name: text for name, text in kept.items() if text}


def _part_words(part: dict[str, Any]) -> str:
    return " · ".join(str(value) for value in part.values() if value not in (None, "", True, False))


def search_text(row: Commitment) -> str:
    """Return what a commitment is found by."""
    texts = [getattr(row, name) for name in ("code", *LONG)]
    others = [text for fields in row.translations.values() for text in fields.values()]
    return " ".join([*texts, *others, *row.policy_areas])


def summary_of(row: Commitment) -> str:
    """Return what lists say of it."""
    flat = " ".join((row.summary or row.solution or row.problem).split())
    return flat if len(flat) <= 220 else flat[:220].rsplit(" ", 1)[0] + "…"


def own_event(name: str, row: Commitment, by: "Person | None", at: datetime, **more: Any) -> None:
    """Record an event on a commitment."""
    from participation.events.record import record

    before, after = more.pop("before", None), more.pop("after", None)
    payload = {"commitment": row.pk, "plan": row.plan_id, **more}
    record(
        f"commitments.commitment.{name}",
        subject=row.subject,
        by=by,
        at=at,
        payload=payload,
        before=before,
        after=after,
    )
