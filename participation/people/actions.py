"""Acts of a person upon their own account. Personal data never enters an event: it says what changed, not to what."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Denied
from participation.events.record import record
from participation.people import policies
from participation.people.api_acts import api_act_names
from participation.people.contacts import Contact
from participation.people.leaving import leave_all
from participation.people.models import ApiToken, Person
from participation.people.tokens import digest_of, new_secret
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME_LENGTH = 80
UNCONFIRMED = timedelta(days=7)


@transaction.atomic
def open_account(
    *,
    contact: Contact,
    name: str,
    lang: str,
    at: datetime,
    verified: bool = False,
    password: str | None = None,
    **fields: Any,
) -> Person:
    """Open an account by e-mail address or mobile number; unverified until its code is entered.

    An account that was opened and never confirmed is taken up again by the next person who signs up with that
    contact. Raises IntegrityError where a confirmed account has it.
    """
    person = Person.objects.select_for_update().filter(**{contact.kind: contact.value}).first()
    if person is not None and is_confirmed(person):
        raise IntegrityError("this contact belongs to a confirmed account")
    person = person or Person(**{contact.kind: contact.value})
    person.name, person.lang = clean_name(name), lang
    person.phone_verified = verified and contact.kind == "phone"
    for field, value in fields.items():
        setattr(person, field, value)
    person.set_password(password) if password else person.set_unusable_password()
    person.save()
    if contact.kind == "email":
        EmailAddress.objects.update_or_create(
            user=person, email=contact.value, defaults={"primary": True, "verified": verified}
        )
    record("people.account.opened", subject=None, by=person, at=at, payload={"person": person.pk, "by": contact.kind})
    return person


def is_confirmed(person: Person) -> bool:
    """Tell whether somebody proved that the account's contact is theirs (or an administrator made the account)."""
    if person.last_login or person.phone_verified or person.has_usable_password() or person.is_staff:
        return True
    addresses = list(EmailAddress.objects.filter(user=person).values_list("verified", flat=True))
    return any(addresses) or (not addresses and bool(person.email))


def clean_name(name: str) -> str:
    """Return a public name on one line. Raises ValidationError where nothing is left, or too much."""
    words = " ".join(tidy(name).split())
    if len(words) < 2:
        raise ValidationError(_("Write a name of at least two letters; it may be a nickname."), code="name")
    if len(words) > NAME_LENGTH:
        raise ValidationError(_("Write a name of at most 80 letters."), code="name")
    return words


@transaction.atomic
def change_profile(*, person: Person, name: str, lang: str, by: Person, at: datetime) -> Person:
    """Change the public name or the language; the same values again change nothing. Raises ActDenied for minors."""
    policies.may_manage_account(by, person, at=at).enforce()
    name = clean_name(name)
    # Compared as the row stands now, under its lock: of four forms that are sent at once, one changes something.
    stands = Person.objects.select_for_update(no_key=True).only("name", "lang").get(pk=person.pk)
    changed = [field for field, old, new in (("name", stands.name, name), ("lang", stands.lang, lang)) if old != new]
    if "name" in changed:
        policies.may_choose_name(person, at=at).enforce()
    person.name, person.lang = name, lang
    if not changed:
        return person
    person.save(update_fields=changed)
    record("people.account.changed", subject=None, by=by, at=at, payload={"person": person.pk, "fields": changed})
    return person


@transaction.atomic
def confirm_phone(*, person: Person, phone: str, at: datetime) -> None:
    """Keep a mobile number whose code the person entered. Raises ActDenied where another account has it."""
    policies.may_manage_account(person, person, at=at).enforce()
    if person.phone == phone and person.phone_verified:
        return
    person.phone, person.phone_verified = phone, True
    try:
        with transaction.atomic():
            person.save(update_fields=["phone", "phone_verified"])
    except IntegrityError:
        Denied("contact_taken", _("Another account uses this number.")).enforce()
    record(
        "people.account.contact_changed",
        subject=None,
        by=person,
        at=at,
        payload={"person": person.pk, "contact": "phone", "change": "confirmed"},
    )


@transaction.atomic
def confirm_email(*, person: Person, address: EmailAddress, at: datetime) -> None:
    """Keep an e-mail address whose code the person entered, in the place of the former one.

    Raises ActDenied where another account has it.
    """
    policies.may_manage_account(person, person, at=at).enforce()
    try:
        with transaction.atomic():
            EmailAddress.objects.filter(user=person).exclude(email=address.email).delete()
            EmailAddress.objects.update_or_create(
                user=person, email=address.email, defaults={"primary": True, "verified": True}
            )
            person.email = address.email
            person.save(update_fields=["email"])
    except IntegrityError:
        Denied("contact_taken", _("Another account uses this address.")).enforce()
    address.verified = address.primary = True
    record(
        "people.account.contact_changed",
        subject=None,
        by=person,
        at=at,
        payload={"person": person.pk, "contact": "email", "change": "confirmed"},
    )


@transaction.atomic
def remove_contact(*, person: Person, kind: str, by: Person, at: datetime) -> None:
    """Remove the e-mail address or the mobile number, where another way to sign in is left."""
    policies.may_manage_account(by, person, at=at).enforce()
    may = policies.may_remove_email if kind == "email" else policies.may_remove_phone
    may(person, at=at).enforce()
    if kind == "email":
        EmailAddress.objects.filter(user=person).delete()
        person.email = None
        person.save(update_fields=["email"])
    else:
        person.phone, person.phone_verified = None, False
        person.save(update_fields=["phone", "phone_verified"])
    record(
        "people.account.contact_changed",
        subject=None,
        by=by,
        at=at,
        payload={"person": person.pk, "contact": kind, "change": "removed"},
    )


@transaction.atomic
def set_password(*, person: Person, password: str | None, by: Person, at: datetime) -> None:
    """Set, change or (with None) remove the password; every other session ends."""
    policies.may_manage_account(by, person, at=at).enforce()
    person.set_password(password) if password else person.set_unusable_password()
    person.save(update_fields=["password"])
    note_security_change(person=person, change="password_set" if password else "password_removed", at=at)


@transaction.atomic
def note_security_change(*, person: Person, change: str, at: datetime) -> None:
    """Record that a way to sign in was added or removed (allauth's own code wrote the rows)."""
    record("people.account.secured", subject=None, by=person, at=at, payload={"person": person.pk, "change": change})


@transaction.atomic
def issue_token(
    *,
    person: Person,
    name: str,
    expires_at: datetime | None,
    by: Person,
    at: datetime,
    acts: "Iterable[str] | None" = None,
    audience: str = "",
) -> tuple[ApiToken, str]:
    """Make a key of the API for some acts (none: it only reads; None: all) and one host; return it with its secret.

    The secret is never shown again. Raises ValidationError for an act that the API does not offer.
    """
    policies.may_manage_account(by, person, at=at).enforce()
    Person.objects.select_for_update().get(pk=person.pk)  # two forms at once must not pass the limit together
    policies.may_issue_token(person, at=at).enforce()
    chosen = None if acts is None else sorted(set(acts))
    if chosen and not set(chosen) <= api_act_names():
        raise ValidationError({"acts": _("Choose acts of the list.")})
    raw = new_secret()
    token = ApiToken.objects.create(
        person=person,
        name=tidy(name)[:80],
        prefix=raw[:12],
        digest=digest_of(raw),
        created_at=at,
        expires_at=expires_at,
        acts=chosen,
        audience=audience[:253].lower(),
    )
    payload = {"token": token.pk} if chosen is None else {"token": token.pk, "acts": chosen}
    record("people.token.issued", subject=None, by=by, at=at, payload=payload)
    return token, raw


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Person, at: datetime) -> ApiToken:
    """Revoke a key; revoking twice changes nothing."""
    policies.may_revoke_token(by, token, at=at).enforce()
    if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at):
        token.revoked_at = at
        record("people.token.revoked", subject=None, by=by, at=at, payload={"token": token.pk})
    return token


@transaction.atomic
def erase_account(*, person: Person, by: Person, at: datetime) -> None:
    """Close an account for good.

    Personal data go; what the person contributed stays as "deleted account"; sessions, keys, roles and follows end. A
    verification ends too: its keyed hash is blocked, by which rolls know whoever took part already, and is erased when
    the time of blocking is over (``privacy.actions.erasure``).
    """
    policies.may_manage_account(by, person, at=at).enforce()
    policies.may_erase_account(person, at=at).enforce()
    _erase(person, by, at)


@transaction.atomic
def forget_unconfirmed(*, at: datetime, limit: int = 500) -> int:
    """Erase the data of sign-ups whose code was never entered within a week; return how many. A task calls it daily."""
    from participation.people.querysets import never_confirmed

    candidates = never_confirmed(before=at - UNCONFIRMED).select_for_update(of=("self",), skip_locked=True)
    forgotten = 0
    for person in candidates.order_by("pk")[:limit]:
        if not is_confirmed(person):
            _erase(person, None, at)
            forgotten += 1
    return forgotten


def _erase(person: Person, by: Person | None, at: datetime) -> None:
    record("people.account.erased", subject=None, by=by, at=at, payload={"person": person.pk})
    _end_roles(person, at)
    _forget_verification(person, at)
    leave_all(person, at)
    _forget_belongings(person, at)
    _block(person, at)
    person.name, person.email, person.phone, person.phone_verified = "", None, None, False
    person.is_active = person.is_staff = person.is_superuser = False
    person.time_zone = ""
    person.erased_at = at
    person.last_login = None
    person.set_unusable_password()  # a new value: every session that carries the old one ends
    person.save()


def _end_roles(person: Person, at: datetime) -> None:
    from participation.access.actions import end_roles_of

    end_roles_of(person=person, at=at)


def _forget_verification(person: Person, at: datetime) -> None:
    from participation.models import Verification

    mine = Verification.objects.filter(person=person)
    mine.filter(revoked_at__isnull=True).update(revoked_at=at, revoked_reason="account closed")
    mine.update(birth_date=None, territory=None, places=[])


def _block(person: Person, at: datetime) -> None:
    from participation.privacy.actions.erasure import block_identity

    block_identity(person=person, at=at)


def _forget_belongings(person: Person, at: datetime) -> None:
    from allauth.mfa.models import Authenticator

    from participation.follows.models import Follow
    from participation.notifications.models import MailPlan
    from participation.providers.models import ProviderAccount
    from participation.subjects.actions import bump_counts

    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    ProviderAccount.objects.filter(person=person).delete()
    person.tokens.filter(revoked_at__isnull=True).update(revoked_at=at)
    person.tokens.update(name="")
    person.notices.all().delete()
    person.preferences.all().delete()
    person.digests.all().delete()
    person.subject_choices.all().delete()
    MailPlan.objects.filter(person=person).delete()
    followed: Iterable[int] = sorted(Follow.objects.filter(person=person).values_list("subject_id", flat=True))
    Follow.objects.filter(person=person).delete()
    for subject_id in followed:
        bump_counts(subject_id=subject_id, follows=-1)
