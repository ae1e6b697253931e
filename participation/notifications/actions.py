"""Acts on notices: reading them (which is nobody else's business and leaves no event), choosing, sending again."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from participation.access.verdict import Denied
from participation.events.record import record
from participation.notifications import policies
from participation.notifications.channels.ways import BY_NAME
from participation.notifications.models import (
    Delivery,
    Digest,
    MailPlan,
    Notice,
    Preference,
    SubjectChoice,
    Suppression,
)
from participation.notifications.registry import EMAIL, WEB, all_kinds, get_kind
from participation.notifications.suppression import digest_of, suppression_of
from participation.notifications.zones import get_zone, next_due, zone_of
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person, Subject

Level = SubjectChoice.Level
State = Delivery.State


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
    """Stop e-mails of some kinds. The link of a mail is the permission: its holder may do this and nothing else.

    Where a consent is behind a kind it is withdrawn, so that agreeing once more is enough to hear again. Where the
    person had asked for everything about one thing, that asks for e-mails no more.
    """
    choices = SubjectChoice.objects.filter(person=person, level=Level.ALL)
    everything = {kind.name for kind in all_kinds()} <= set(kinds)
    told = list(choices.values_list("subject_id", flat=True))
    choices.update(level=Level.HERE) if everything else choices.delete()
    named = [kind for kind in all_kinds() if kind.name in kinds]
    for kind in named:
        if kind.stop is not None:
            kind.stop(person, at)
    plain = {(kind.name, EMAIL): False for kind in named if kind.stop is None}
    _choose(person, plain, None, at, things=told)


@transaction.atomic
def choose_for_subject(*, subject: "Subject", level: str, by: "Person | None", person: "Person", at: datetime) -> None:
    """Choose how much to hear of one thing and all that belongs to it; an empty level goes by the general choice.

    Without ``by`` the link of a mail is the permission: it may only lead to fewer mails. Raises ValidationError for an
    unknown level.
    """
    if by is not None:
        policies.may_choose_for(by, person).enforce()
    elif level not in {Level.HERE, Level.NOTHING}:
        Denied("link_only_stops", _("Sign in to choose this.")).enforce()
    if level and level not in Level.values:
        raise ValidationError(_("Choose one of the options."))
    mine = SubjectChoice.objects.filter(person=person, subject=subject)
    if (mine.values_list("level", flat=True).first() or "") == level:
        return
    if level:
        SubjectChoice.objects.update_or_create(person=person, subject=subject, defaults={"level": level})
    else:
        mine.delete()
    record(
        "participation.preferences.changed",
        subject=None,
        by=by,
        at=at,
        payload={"person": person.pk, "thing": subject.pk, "level": level},
    )


@transaction.atomic
def plan_mails(*, by: "Person", rhythm: str, hour: int, weekday: int, time_zone: str, at: datetime) -> None:
    """Choose how often mails come, at which hour and day, and one's time zone; what waits follows the new plan.

    Whoever goes back to mails at once gets what waited in one last digest now. Raises ValidationError for values that
    do not exist.
    """
    policies.may_choose(by).enforce()
    if rhythm not in MailPlan.Rhythm.values or not (0 <= hour <= 23 and 0 <= weekday <= 6):
        raise ValidationError(_("Choose one of the options."))
    if time_zone and get_zone(time_zone) is None:
        raise ValidationError(_("This time zone does not exist."), code="invalid_choice")
    plan = MailPlan.objects.select_for_update().filter(person=by).first() or MailPlan(person=by)
    before = {"rhythm": plan.rhythm, "hour": plan.hour, "weekday": plan.weekday, "time_zone": by.time_zone}
    after = {"rhythm": rhythm, "hour": hour, "weekday": weekday, "time_zone": time_zone}
    if before == after:
        return
    plan.rhythm, plan.hour, plan.weekday, by.time_zone = rhythm, hour, weekday, time_zone
    plan.save()
    by.save(update_fields=["time_zone"])
    waiting = Delivery.objects.filter(state=State.HELD, digest=None, notice__person=by, not_before__gt=at)
    now = rhythm == MailPlan.Rhythm.NOW
    waiting.update(not_before=at if now else next_due(plan, zone_of(by), at))
    changed = sorted(name for name in after if after[name] != before[name])
    record(
        "participation.preferences.changed",
        subject=None,
        by=by,
        at=at,
        payload={"person": by.pk, "plan": rhythm, "fields": changed},
    )


def _choose(
    person: "Person",
    wanted: Mapping[tuple[str, str], bool],
    by: "Person | None",
    at: datetime,
    *,
    things: list[int] | None = None,
) -> None:
    for name, channel in wanted:
        kind = get_kind(name)
        if kind is None or channel not in BY_NAME:
            raise ValidationError(_("This kind of notification does not exist."))
        if kind.required and channel == WEB and not wanted[name, channel]:
            raise ValidationError(_("These notifications always stand in your list."))
    kept = {(row.kind, row.channel): row.wanted for row in Preference.objects.filter(person=person)}
    changed = {
        key: value
        for key, value in wanted.items()
        if kept.get(key, get_kind(key[0]).default(key[1])) != value  # type: ignore[union-attr]
    }
    if not changed and not things:
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
            **({"things": things} if things else {}),
        },
    )


@transaction.atomic
def retry_delivery(*, delivery: "Delivery | Digest", by: "Person", at: datetime) -> None:
    """Try a failed delivery or digest again, from its first attempt. Raises ActDenied for one that may have left."""
    parcel = _locked(delivery)
    policies.may_retry_delivery(by, parcel).enforce()
    _send_again(parcel, "participation.delivery.retried", by, at, {})


@transaction.atomic
def resend_unknown(*, delivery: "Delivery | Digest", reason: str, by: "Person", at: datetime) -> None:
    """Send again what may have arrived already: somebody decided, with a reason, that twice is better than never.

    Raises ActDenied for one whose outcome is known and ValidationError without a reason.
    """
    parcel = _locked(delivery)
    policies.may_resend_unknown(by, parcel).enforce()
    words = tidy(reason).strip()[:300]
    if not words:
        raise ValidationError(_("Say why it should be sent again, although it may have arrived."))
    _send_again(parcel, "participation.delivery.resent", by, at, {"reason": words})


def _locked(parcel: "Delivery | Digest") -> "Delivery | Digest":
    return type(parcel).objects.select_for_update(no_key=True).get(pk=parcel.pk)


def _send_again(parcel: "Delivery | Digest", event: str, by: "Person", at: datetime, more: dict[str, str]) -> None:
    """Queue it anew; what a digest was to tell is kept for it again."""
    if isinstance(parcel, Digest):
        parcel.deliveries.filter(state=parcel.state).update(state=State.HELD, error="")
    parcel.state, parcel.attempts, parcel.not_before = State.QUEUED, 0, None
    parcel.save(update_fields=["state", "attempts", "not_before"])
    name = "digest" if isinstance(parcel, Digest) else "delivery"
    record(event, subject=None, by=by, at=at, payload={name: parcel.pk, **more})


@transaction.atomic
def suppress_address(*, address: str, reason: str, detail: str, at: datetime) -> Suppression | None:
    """Send nothing more to an address: the mail service or server said that its mails came back or are spam.

    Whoever has the address is told in their list. Twice changes nothing; return None then. A complaint is kept in the
    place of a bounce, since it is the person's word.
    """
    if not address:
        return None
    kept = suppression_of(address)
    if kept is not None and reason in {kept.reason, Suppression.Reason.BOUNCE}:
        return None
    if kept is None:
        kept = Suppression(digest=digest_of(address), at=at)
    kept.reason, kept.detail = reason, detail[:300]
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:  # another worker was told of it at the same moment
        return None
    person = _person_of(address)
    record(
        "participation.address.suppressed",
        subject=None,
        by=None,
        at=at,
        payload={"suppression": kept.pk, "reason": reason, "person": person.pk if person else None},
    )
    return kept


def _person_of(address: str) -> "Person | None":
    from participation.models import Person

    return Person.objects.filter(email=address.strip().lower(), erased_at__isnull=True).first()


@transaction.atomic
def lift_suppression(*, suppression: Suppression, by: "Person", at: datetime) -> None:
    """Send to an address again: its owner asks for it, or a steward does. Twice changes nothing."""
    policies.may_lift_suppression(by, suppression).enforce()
    if Suppression.objects.filter(pk=suppression.pk, lifted_at__isnull=True).update(lifted_at=at):
        record("participation.address.resumed", subject=None, by=by, at=at, payload={"suppression": suppression.pk})


@transaction.atomic
def note_returned(*, parcel: "Delivery | Digest", detail: str, at: datetime) -> None:
    """Write down that a mail which had left came back; what is known by then of it is not changed otherwise."""
    back = type(parcel).objects.filter(pk=parcel.pk, state__in=[State.SENT, State.UNKNOWN])
    if back.update(state=State.BOUNCED, error=detail[:300]) and isinstance(parcel, Digest):
        parcel.deliveries.filter(state__in=[State.SENT, State.UNKNOWN]).update(state=State.BOUNCED)
