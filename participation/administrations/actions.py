"""Acts on changes of administration."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.administrations import policies
from participation.administrations.inherited import current, standing
from participation.administrations.models import Administration, Pronouncement, Stance
from participation.events.record import record
from participation.models import Person, Subject
from participation.web.installation import changed
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Event

DATASET = "pronouncements"
EARLIEST, AHEAD = date(2000, 1, 1), timedelta(days=366)


@transaction.atomic
def declare_administration(*, name: str, starts_on: date, by: Person, at: datetime) -> Administration:
    """Say that another administration governs from a day on. Raises ActDenied, and ValidationError by field."""
    policies.may_declare(by).enforce()
    words, wrong = tidy(name), {}
    if not 3 <= len(words) <= 120:
        wrong["name"] = _("Write between %(least)s and %(most)s characters.") % {"least": 3, "most": 120}
    if not EARLIEST <= starts_on <= at.date() + AHEAD:
        wrong["starts_on"] = _("Choose a day between 2000 and a year from now.")
    elif standing().filter(starts_on=starts_on).exists():
        wrong["starts_on"] = _("An administration that begins on this day was declared already.")
    if wrong:
        raise ValidationError(wrong)
    row = Administration.objects.create(name=words, starts_on=starts_on, declared_by=by, declared_at=at)
    changed()
    _record_change("declared", row, by, at)
    return row


@transaction.atomic
def withdraw_administration(*, administration: Administration, reason: str, by: Person, at: datetime) -> Administration:
    """Take back a change that was declared by mistake; what was said meanwhile stays in the log.

    Raises ActDenied, and ValidationError without a reason.
    """
    row = Administration.objects.select_for_update(no_key=True).get(pk=administration.pk)
    policies.may_withdraw(by, row).enforce()
    words = tidy(reason)[:300]
    if not words:
        raise ValidationError({"reason": _("Say why: the reason is shown.")})
    row.withdrawn_at, row.reason = at, words
    row.save(update_fields=["withdrawn_at", "reason"])
    changed()
    _record_change("withdrawn", row, by, at)
    return row


@transaction.atomic
def pronounce(*, subject: Subject, stance: str, reasons: str, by: Person, at: datetime) -> Pronouncement:
    """Say what becomes of something that was inherited; said again, it takes the place of what was said.

    Raises ActDenied, and ValidationError by field.
    """
    Subject.objects.select_for_update(no_key=True).only("pk").get(pk=subject.pk)
    policies.may_pronounce(by, subject, at=at).enforce()
    administration = current(at)
    assert administration is not None  # the policy asked
    words, wrong = tidy(reasons), {}
    if stance not in Stance.values:
        wrong["stance"] = _("Choose what becomes of it.")
    if not 15 <= len(words) <= Pronouncement.LENGTH:
        limits = {"least": 15, "most": Pronouncement.LENGTH}
        wrong["reasons"] = _("Write between %(least)s and %(most)s characters.") % limits
    if wrong:
        raise ValidationError(wrong)
    row = Pronouncement.objects.filter(administration=administration, subject=subject).first()
    before = None if row is None else {"stance": row.stance, "reasons": row.reasons}
    after = {"stance": stance, "reasons": words}
    if row is not None and before == after:
        return row
    row = row or Pronouncement(administration=administration, subject=subject)
    row.stance, row.reasons, row.by, row.at = stance, words, by, at
    row.save()
    record(
        "administrations.subject.pronounced",
        subject=subject,
        by=by,
        at=at,
        payload={"administration": administration.pk, "name": administration.name, "stance": stance},
        before=before,
        after=after,
        changes=[(DATASET, row.pk)],
    )
    return row


def _record_change(name: str, row: Administration, by: Person, at: datetime) -> "Event":
    payload = {
        "administration": row.pk, "name": row.name, "starts_on": row.starts_on.isoformat(), "reason": row.reason,
    }  # fmt: skip
    return record(f"administrations.change.{name}", subject=None, by=by, at=at, payload=payload)
