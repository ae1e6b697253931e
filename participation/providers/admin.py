"""Admin pages of identity providers: set up without code; secrets are written and never shown again."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminPasswordWidget

from participation.providers import actions, policies
from participation.providers.discovery import discover
from participation.providers.failures import ProviderError
from participation.providers.models import IdentityProvider, Protocol, ProviderAccount
from participation.providers.presets import PRESETS
from participation.providers.social import return_url
from participation.web.act_forms import ActForm, ActFormAdmin


def _secret(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=2000,
        strip=True,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("It is kept encrypted and never shown again. Empty keeps the one that is there."),
    )


class ProviderForm(ActForm):
    """How a provider is set up. With OpenID Connect its addresses are read from the provider when it is saved."""

    new_secret = _secret(_("Secret of the client"))
    new_password = _secret(_("Password of its web services"))

    class Meta:
        model = IdentityProvider
        fields = [
            "name", "key", "protocol", "issuer", "client_id", "scopes", "pkce", "asks_userinfo",
            "document_claim", "birth_claim", "level_claim", "level_value", "lives_in", "signs_in",
            "authorize_url", "token_url", "userinfo_url", "service_user",
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Read the addresses from the provider, so that a wrong one is seen here and not by people."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("protocol") != Protocol.OIDC or not data.get("issuer"):
            return data
        try:
            data |= discover(data["issuer"])
        except ProviderError as error:
            self.add_error("issuer", self._why(error.code))
        return data

    def _why(self, code: str) -> str:
        return {
            "down": gettext("It does not answer at this moment."),
            "refused": gettext("The server may not call it, or it has no discovery document there."),
        }.get(code, gettext("What it answers is no discovery document of this issuer."))

    def act(self) -> IdentityProvider:
        """Add or change."""
        by: Any = self.request.user
        values = {"by": by, "at": timezone.now(), **self.cleaned_data}
        values |= {"secret": values.pop("new_secret"), "service_password": values.pop("new_password")}
        if self.instance.pk:
            values.pop("key", None)
            return actions.change_provider(provider=self.instance, **values)
        return actions.add_provider(**values)


@admin.register(IdentityProvider)
class IdentityProviderAdmin(ActFormAdmin):
    """Identity providers. Whether one is offered is set on its page among the ways to verify."""

    form = ProviderForm
    list_display = ["name", "protocol", "host", "signs_in", "made_at"]
    ordering = ["name", "pk"]
    search_fields = ["name", "key"]
    autocomplete_fields = ["lives_in"]
    show_full_result_count = False
    history_events = ("providers.provider.added", "providers.provider.changed")
    history_key = "provider"
    shown = ["return_address", "offered", "accounts", "checked_at"]

    def may_see_list(self, request: HttpRequest) -> bool:
        """Whoever manages the whole platform."""
        may = policies.may_configure(request.user, at=timezone.now())  # type: ignore[arg-type]
        return bool(request.user.is_staff and may)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with what is known of a provider."""
        return dict(PRESETS.get(request.GET.get("preset", ""), {}))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return what can be written, and below it what is shown."""
        typed = list(ProviderForm.Meta.fields)
        typed.insert(typed.index("client_id") + 1, "new_secret")
        return [*typed, "new_password", *(self.shown if obj else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return what is shown; the short name stays, since providers lead back by it."""
        return [*super().get_readonly_fields(request, obj), *self.shown, *(["key"] if obj else [])]

    @admin.display(description=_("machine"))
    def host(self, row: IdentityProvider) -> str:
        """Return where people sign in."""
        return row.host

    @admin.display(description=_("address to register with the provider"))
    def return_address(self, row: IdentityProvider) -> str:
        """Return where it leads back to."""
        return return_url(row)

    @admin.display(description=_("accounts that were joined"))
    def accounts(self, row: IdentityProvider) -> int:
        """Return how many people sign in with it."""
        return ProviderAccount.objects.filter(provider=row).count()

    @admin.display(description=_("offer it"))
    def offered(self, row: IdentityProvider) -> SafeString:
        """Return the link to its page among the ways to verify."""
        address = reverse("admin:participation_methodsetting_setup", args=[row.method])
        return format_html(
            '<a class="font-semibold text-primary-600 dark:text-primary-500 underline" href="{}">{}</a>',
            address,
            gettext("Switch it on or off, and say how long it lasts"),
        )
