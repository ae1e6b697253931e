"""Reads of identity providers."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from participation.providers.models import PREFIX, IdentityProvider, ProviderAccount
from participation.verification.methods import VerificationMethod, is_offered, offered_names
from participation.web.installation import keep

if TYPE_CHECKING:
    from participation.models import Person


def all_providers() -> list[IdentityProvider]:
    """Return every provider, kept for two seconds: they seldom change. Whoever decides reads the row itself."""
    return keep("providers", lambda: list(IdentityProvider.objects.order_by("pk")))  # type: ignore[no-any-return]


def methods() -> list[VerificationMethod]:
    """Return the methods of verification that providers give: one for each row."""
    return [_method(row) for row in all_providers()]


def _method(row: IdentityProvider) -> VerificationMethod:
    ready = row.is_ready
    return VerificationMethod(
        row.method,
        gettext_lazy("with %(name)s") % {"name": row.name},
        gettext_lazy("You sign in at %(name)s, and it tells us who you are.") % {"name": row.name},
        start="providers:provider",
        start_kwargs=(("key", row.key),),
        position=15,
        is_ready=lambda settings: ready,
    )


def provider_of(key: str) -> IdentityProvider | None:
    """Return the provider of a key as it stands now."""
    return IdentityProvider.objects.select_related("lives_in").filter(key=key).first()


def entrances() -> list[IdentityProvider]:
    """Return the providers that people may sign in with."""
    rows = [row for row in all_providers() if row.signs_in and row.is_ready]
    if not rows:
        return []
    names = offered_names(PREFIX)
    return [row for row in rows if row.method in names]


def may_sign_in_with(row: IdentityProvider) -> bool:
    """Tell whether people may sign in with a provider now."""
    return row.signs_in and is_offered(row.method)


def account_of(row: IdentityProvider, person: "Person") -> ProviderAccount | None:
    """Return the account at a provider that a person joined to theirs."""
    return ProviderAccount.objects.filter(provider=row, person=person).first()


def joined(person: "Person") -> list[ProviderAccount]:
    """Return every account at a provider that a person joined to theirs."""
    return list(ProviderAccount.objects.filter(person=person).select_related("provider").order_by("pk"))


def holder_of(row: IdentityProvider, subject: str) -> ProviderAccount | None:
    """Return the joined account of this name at a provider, with its person."""
    return ProviderAccount.objects.select_related("person").filter(provider=row, subject=subject).first()
