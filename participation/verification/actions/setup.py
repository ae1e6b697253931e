"""How an installation offers the methods of verification, and what holds for minors."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from participation.events.record import record
from participation.verification import policies
from participation.verification.methods import as_configured
from participation.verification.minors import rules
from participation.verification.models import MethodSetting, MinorRules
from participation.web.installation import changed

if TYPE_CHECKING:
    from participation.models import Person

FIELDS = ("enabled", "position", "validity_days", "settings")


@transaction.atomic
def set_method(
    *,
    name: str,
    enabled: bool,
    position: int,
    validity_days: int | None,
    settings: dict[str, Any],
    by: "Person",
    at: datetime,
) -> MethodSetting:
    """Set how a method is offered; the same values again change nothing. Verifications of before keep their term.

    Raises ActDenied, and ValidationError for a method that does not exist or cannot work with these settings.
    """
    policies.may_configure(by, at=at).enforce()
    way = as_configured(name)
    if way is None:
        raise ValidationError(_("There is no such way to verify."))
    if enabled and not way.method.is_ready(settings):
        raise ValidationError(_("This way cannot be offered yet: complete what it needs first."))
    row = MethodSetting.objects.select_for_update().filter(name=name).first()
    before = {field: getattr(row, field) for field in FIELDS} if row else {}
    after = {"enabled": enabled, "position": position, "validity_days": validity_days, "settings": settings}
    if row is not None and before == after:
        return row
    row, _made = MethodSetting.objects.update_or_create(name=name, defaults=after)
    record(
        "verification.method.changed",
        subject=None,
        by=by,
        at=at,
        payload={"method": name},
        before={key: value for key, value in before.items() if key != "settings"} or None,
        after={key: value for key, value in after.items() if key != "settings"},
    )
    return row


@transaction.atomic
def set_minor_rules(
    *, youngest: int, guardian_below: int, pseudonym_below: int, by: "Person", at: datetime
) -> MinorRules:
    """Set what holds for minors who are verified from now on; the same values change nothing. Raises ActDenied."""
    policies.may_configure(by, at=at).enforce()
    before = rules()
    new = {"youngest": youngest, "guardian_below": guardian_below, "pseudonym_below": pseudonym_below}
    old = {name: getattr(before, name) for name in new}
    if new == old:
        return before
    row, _made = MinorRules.objects.update_or_create(one=True, defaults=new)
    changed()
    record("verification.minors.changed", subject=None, by=by, at=at, before=old, after=new)
    return row
