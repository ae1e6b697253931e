"""Acts of consent: given by a clear act of the person, withdrawn as easily, both kept."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from participation.access.roles import may_be_signed_in
from participation.access.verdict import Denied
from participation.events.record import record
from participation.models import Consent
from participation.privacy.consent.purposes import get_purpose

if TYPE_CHECKING:
    from participation.models import Person


@transaction.atomic
def give(*, person: "Person", purpose: str, by: "Person", at: datetime, channel: str = "web") -> Consent:
    """Agree to a purpose under the privacy notice of the moment; agreeing twice changes nothing.

    At a counter ``by`` is the official before whom the person signed; ``channel`` says so.
    """
    _enforce(person, purpose, by, channel, at)
    consent, new = Consent.objects.get_or_create(
        person=person,
        purpose=purpose,
        withdrawn_at=None,
        defaults={"given_at": at, "channel": channel, "notice": _notice(purpose)},
    )
    if new:
        record("privacy.consent.given", subject=None, by=by, at=at, payload={"person": person.pk, "purpose": purpose})
    return consent


@transaction.atomic
def withdraw(*, person: "Person", purpose: str, by: "Person", at: datetime, channel: str = "web") -> None:
    """Withdraw the consent to a purpose; without one nothing changes."""
    _enforce(person, purpose, by, channel, at)
    mine = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True)
    if mine.update(withdrawn_at=at):
        record(
            "privacy.consent.withdrawn", subject=None, by=by, at=at, payload={"person": person.pk, "purpose": purpose}
        )


def _enforce(person: "Person", purpose: str, by: "Person", channel: str, at: datetime) -> None:
    may_be_signed_in(by).enforce()
    if get_purpose(purpose) is None:
        Denied("unknown_purpose", _("Nothing of that name needs consent here.")).enforce()
    if by.pk != person.pk:
        from participation.verification.policies import may_verify_people

        if channel != "counter":
            Denied("not_yours", _("Only the person can agree or withdraw.")).enforce()
        may_verify_people(by, at=at).enforce()


def _notice(purpose: str) -> int:
    from participation.privacy.notices import current

    found = get_purpose(purpose)
    version = current(found.notice) if found else None
    return version.number if version else 0
