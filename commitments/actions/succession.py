"""Acts on what became of institutions: renamed, merged, extinguished; their open duties go to whoever follows them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commitments import policies
from commitments.actions.common import line, reason_of
from commitments.content import clean
from commitments.models import Commitment, PlanState, Succession, SuccessionKind
from participation.events.record import record
from participation.followup.actions import edit_action
from participation.models import Action, Institution
from participation.web.installation import changed

if TYPE_CHECKING:
    from participation.models import Person


@transaction.atomic
def declare_succession(
    *,
    institution: Institution,
    kind: str,
    on: date,
    legal_basis: str,
    by: "Person",
    at: datetime,
    successor: Institution | None = None,
    url: str = "",
) -> Succession:
    """Put down what became of an institution. What goes on and was its duty passes to its successor, with this reason.

    Commitments keep who promised; their pages say what became of it. Raises ActDenied, ValidationError by field.
    """
    policies.may_keep_successions(by).enforce()
    Institution.objects.select_for_update(no_key=True, of=("self",)).get(pk=institution.pk)
    basis = reason_of(legal_basis, message=_("Say which law or decree."), limit=500, field="legal_basis")
    if kind not in SuccessionKind.values:
        raise ValidationError({"kind": _("Choose what became of it.")})
    if successor is None and kind != SuccessionKind.EXTINGUISHED:
        raise ValidationError({"successor": _("Say who follows.")})
    _check_circle(institution, successor)
    if institution.successions.filter(withdrawn_at__isnull=True).exists():
        raise ValidationError(_("What became of it is put down already. Withdraw that first."))
    if not 1900 <= on.year <= 2100:
        raise ValidationError({"on": _("Write a day between 1990 and 2100.")})
    row = Succession.objects.create(
        institution=institution,
        kind=kind,
        successor=successor,
        on=on,
        legal_basis=basis,
        url=clean({"source_url": url}).columns["source_url"],
        declared_by=by,
        declared_at=at,
    )
    changed()
    moved = _move_duties(row, by, at)
    _tell("declared", row, by, at, moved=moved)
    return row


@transaction.atomic
def withdraw_succession(*, succession: Succession, reason: str, by: "Person", at: datetime) -> Succession:
    """Take back what was put down by mistake, with a reason. Duties that passed stay where they are. Again: nothing."""
    policies.may_keep_successions(by).enforce()
    row = Succession.objects.select_for_update(no_key=True, of=("self",)).get(pk=succession.pk)
    if row.withdrawn_at is not None:
        return row
    row.withdraw_reason = reason_of(reason, message=_("Say why."), limit=300)
    row.withdrawn_at = at
    row.save()
    changed()
    _tell("withdrawn", row, by, at, reason=row.withdraw_reason)
    return row


def _check_circle(institution: Institution, successor: Institution | None) -> None:
    """Refuse a successor whose own duties came, however far, to this institution."""
    seen, last = {institution.pk}, successor
    while last is not None:
        if last.pk in seen:
            raise ValidationError({"successor": _("It cannot follow itself.")})
        seen.add(last.pk)
        found = Succession.objects.filter(institution=last, withdrawn_at__isnull=True).select_related("successor")
        after = found.first()
        last = after.successor if after else None


def _move_duties(row: Succession, by: "Person", at: datetime) -> int:
    """Give what goes on to the successor; what is closed stays with who had it. Returns how many actions moved."""
    if row.successor is None:
        return 0
    over = Commitment.objects.filter(Q(plan__state=PlanState.ARCHIVED) | Q(plan__ran_elsewhere=True))
    # Asked for first: excluding over three joins, PostgreSQL without statistics went through each pair of rows.
    closed = list(over.order_by().values_list("subject", flat=True))
    found = Action.objects.for_page().going_on().filter(institution=row.institution)
    found = found.exclude(followed__in=closed).order_by("pk")
    reason = line(f"{row.get_kind_display()}: {row.legal_basis}")[:300]
    moved = 0
    for action in found:
        texts: dict[str, Any] = {
            name: getattr(action, name)
            for name in ("description", "deliverable", "responsible", "contact", "place", "weight")
        }
        edit_action(
            action=action,
            title=action.subject.title,
            institution=row.successor,
            by=by,
            at=at,
            reason=reason,
            **texts,
        )
        moved += 1
    return moved


def _tell(name: str, row: Succession, by: "Person", at: datetime, **more: Any) -> None:
    record(
        f"commitments.succession.{name}",
        subject=row.institution.subject,
        by=by,
        at=at,
        payload={"succession": row.pk, "successor": row.successor_id, "kind": row.kind, **more},
        after={"on": row.on.isoformat(), "legal_basis": row.legal_basis},
    )
