"""Acts on identity providers and on the accounts that people join. What a provider says of somebody enters no event."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from participation.access.verdict import Denied
from participation.ciphers import cipher
from participation.events.record import record
from participation.outgoing.errors import RefusedError
from participation.outgoing.target import read_target
from participation.people.actions import note_security_change
from participation.providers import policies
from participation.providers.models import IdentityProvider, Protocol, ProviderAccount
from participation.providers.social import PURPOSE
from participation.web.installation import changed
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person

SECRETS = ("secret", "service_password")
TYPED = (
    "name", "protocol", "issuer", "client_id", "service_user", "authorize_url", "token_url", "userinfo_url", "keys_url",
    "basic_auth", "scopes", "asks_userinfo", "pkce", "document_claim", "birth_claim", "level_claim", "level_value",
    "lives_in", "signs_in",
)  # fmt: skip
ADDRESSES = ("issuer", "authorize_url", "token_url", "userinfo_url", "keys_url")
# Whose accounts are meant. Where they were somebody else's, those that people joined would let strangers in.
WHOSE = ("issuer", "protocol")


@transaction.atomic
def add_provider(*, key: str, by: "Person", at: datetime, **values: Any) -> IdentityProvider:
    """Add an identity provider; it is not offered until its way to verify is switched on.

    ``values`` are its fields, ``secret`` and ``service_password`` in clear. Raises ActDenied and ValidationError.
    """
    policies.may_configure(by, at=at).enforce()
    row = IdentityProvider(key=key, made_at=at)
    _fill(row, values, at)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ValidationError({"key": _("There is one with this short name already.")}) from None
    changed()
    record("providers.provider.added", subject=None, by=by, at=at, payload={"provider": row.pk, "key": row.key})
    return row


@transaction.atomic
def change_provider(*, provider: IdentityProvider, by: "Person", at: datetime, **values: Any) -> IdentityProvider:
    """Change how a provider is set up; an empty secret keeps the one that is there. The same again changes nothing.

    Another issuer is another provider: accounts that people joined would be somebody else's. Raises ActDenied and
    ValidationError.
    """
    policies.may_configure(by, at=at).enforce()
    row = IdentityProvider.objects.select_for_update(no_key=True).get(pk=provider.pk)
    before = {name: getattr(row, f"{name}_id" if name == "lives_in" else name) for name in TYPED}
    _fill(row, values, at)
    after = {name: getattr(row, f"{name}_id" if name == "lives_in" else name) for name in TYPED}
    told = sorted(name for name in TYPED if before[name] != after[name])
    if set(told) & set(WHOSE) and ProviderAccount.objects.filter(provider=row).exists():
        raise ValidationError(
            {"issuer": _("People joined accounts of this provider to theirs. Add another provider instead.")}
        )
    told += [name for name in SECRETS if values.get(name)]
    if not told:
        return row
    row.save()
    changed()
    payload = {"provider": row.pk, "key": row.key, "fields": told}
    record(
        "providers.provider.changed",
        subject=None,
        by=by,
        at=at,
        payload=payload,
        before={name: before[name] for name in told if name in before},
        after={name: after[name] for name in told if name in after},
    )
    return row


def _fill(row: IdentityProvider, values: dict[str, Any], at: datetime) -> None:
    """Put values into a row. Raises ValidationError by field."""
    for name in TYPED:
        if name in values:
            value = values[name]
            setattr(row, name, tidy(value).strip() if isinstance(value, str) else value)
    for name in SECRETS:
        if values.get(name):
            setattr(row, name, cipher(PURPOSE).encrypt(str(values[name]).encode()).decode())
    if row.protocol == Protocol.OIDC and "keys_url" in values:
        row.checked_at = at
    errors: dict[str, list[str]] = {}
    if row.level_claim and not row.level_value:
        errors["level_value"] = [_("Write what it must say.")]
    for name in ADDRESSES:
        _check_address(name, getattr(row, name), errors)
    if not row.is_ready:
        errors.setdefault("issuer", [_("The addresses of the provider are missing.")])
    if errors:
        raise ValidationError(errors)


def _check_address(name: str, address: str, errors: dict[str, list[str]]) -> None:
    try:
        if address:
            read_target(address)
    except RefusedError:
        errors[name] = [_("The server may not call this address: it must be a public one, with https.")]
    if "?" in address or "#" in address:
        errors[name] = [_("Write the address without “?” and “#”.")]


@transaction.atomic
def join_account(
    *, provider: IdentityProvider, person: "Person", subject: str, by: "Person", at: datetime
) -> ProviderAccount:
    """Join an account at a provider to the account of whoever is signed in, so that it signs them in from now on.

    The same again changes nothing; another one of theirs takes its place. Raises ActDenied: ``joined_elsewhere`` where
    the account there is somebody else's here.
    """
    policies.may_join(by, person, provider, at=at).enforce()
    found = ProviderAccount.objects.select_for_update(no_key=True).filter(provider=provider, person=person).first()
    if found is not None and found.subject == subject:
        return found
    row = found or ProviderAccount(provider=provider, person=person)
    row.subject, row.at, row.used_at = subject, at, None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        Denied("joined_elsewhere", _("Another account here signs in with this one already.")).enforce()
    note_security_change(person=person, change="provider_linked", at=at)
    return row


@transaction.atomic
def part_account(*, account: ProviderAccount, by: "Person", at: datetime) -> None:
    """Take an account at a provider off a person's; twice changes nothing. Raises ActDenied."""
    found = ProviderAccount.objects.select_for_update().filter(pk=account.pk).select_related("person").first()
    if found is None:
        return
    policies.may_part(by, found.person, at=at).enforce()
    person = found.person
    found.delete()
    note_security_change(person=person, change="provider_unlinked", at=at)


@transaction.atomic
def note_use(*, account: ProviderAccount, at: datetime) -> None:
    """Note that an account at a provider signed its person in."""
    ProviderAccount.objects.filter(pk=account.pk).update(used_at=at)
