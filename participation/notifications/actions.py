"""Acts on notices: reading them (which is nobody else's business and leaves no event), choosing, retrying."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.events.record import record
from participation.notifications import policies
from participation.notifications.models import Delivery, Notice, Preference
from participation.notifications.registry import EMAIL, SMS, WEB, get_kind

if TYPE_CHECKING:
    from participation.models import Person

CHANNELS = (WEB, EMAIL, SMS)


@transaction.atomic
def mark_read(*, notice: Notice, by: "Person", at: datetime) -> None:
    """Mark one's notice as read; again changes nothing."""
    policies.may_read(by, notice).enforce()
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)


@transaction.atomic
def mark_all_read(*, by: "Person", at: datetime, up_to: int) -> int:
    """Mark one's notices as read, up to the newest that the page showed; return how many were."""
    policies.may_choose(by).enforce()
    return Notice.objects.filter(person=by, read_at__isnull=True, pk__lte=up_to).update(read_at=at)


@transaction.atomic
def set_preferences(*, by: "Person", wanted: Mapping[tuple[str, str], bool], at: datetime) -> None:
    """Choose which kinds of notices go by which channels; what is not named stays. The same again changes nothing.

    Raises ValidationError for an unknown kind or channel.
    """
    policies.may_choose(by).enforce()
    _choose(by, wanted, by, at)


@transaction.atomic
def stop_emails(*, person: "Person", kinds: list[str], at: datetime) -> None:
    """Stop e-mails of some kinds. The link of a mail is the permission: its holder may do this and nothing else."""
    _choose(person, {(kind, EMAIL): False for kind in kinds}, None, at)


def _choose(person: "Person", wanted: Mapping[tuple[str, str], bool], by: "Person | None", at: datetime) -> None:
    for name, channel in wanted:
        kind = get_kind(name)
        if kind is None or channel not in CHANNELS:
            raise ValidationError(_("This kind of notification does not exist."))
        if kind.required and channel == WEB and not wanted[name, channel]:
            raise ValidationError(_("These notifications always stand in your list."))
    kept = {(row.kind, row.channel): row.wanted for row in Preference.objects.filter(person=person)}
    changed = {
        key: value
        for key, value in wanted.items()
        if kept.get(key, get_kind(key[0]).default(key[1])) != value  # type: ignore[union-attr]
    }
    if not changed:
        return
    Preference.objects.bulk_create(
        [
            Preference(person=person, kind=kind, channel=channel, wanted=value)
            for (kind, channel), value in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["person", "kind", "channel"],
        update_fields=["wanted"],
    )
    record(
        "participation.preferences.changed",
        subject=None,
        by=by,
        at=at,
        payload={
            "person": person.pk,
            "wanted": {f"{kind}:{channel}": value for (kind, channel), value in changed.items()},
        },
    )


@transaction.atomic
def retry_delivery(*, delivery: Delivery, by: "Person", at: datetime) -> None:
    """Try a failed delivery again, from its first attempt. Raises ActDenied for one that may have left."""
    delivery = Delivery.objects.select_for_update(no_key=True).get(pk=delivery.pk)
    policies.may_retry_delivery(by, delivery).enforce()
    delivery.state, delivery.attempts, delivery.not_before = Delivery.State.QUEUED, 0, None
    delivery.save(update_fields=["state", "attempts", "not_before"])
    record("participation.delivery.retried", subject=None, by=by, at=at, payload={"delivery": delivery.pk})
