"""What identity providers register: methods of verification, events, what a person's download tells."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.notifications.registry import nobody
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.privacy.retention import RetentionRule, register_retention
from participation.providers.querysets import methods
from participation.verification.methods import register_method_source

if TYPE_CHECKING:
    from participation.models import Person

COLUMNS = ("provider__name", "subject", "at", "used_at")


def _rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    from participation.models import ProviderAccount

    return ProviderAccount.objects.filter(person=person).order_by("pk").values(*COLUMNS).iterator(chunk_size=500)


def register() -> None:
    """Called once when the apps are ready."""
    register_method_source(methods)
    register_events(
        EventName("providers.provider.added", _("added an identity provider"), "officials"),
        EventName("providers.provider.changed", _("changed an identity provider"), "officials"),
    )
    nobody("providers.provider.added", "providers.provider.changed")
    register_personal_data(PersonalTable("sign-in", _("Accounts of other services that sign in"), COLUMNS, _rows))
    register_retention(
        RetentionRule(
            "providers.accounts",
            _("The name of your account at a service with which you sign in"),
            None,
            _("Until you take it off or close your account. Nothing else that the service says of you is kept."),
        )
    )
