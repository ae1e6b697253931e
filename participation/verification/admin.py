"""Admin page of verifications: seen and revoked by whoever manages the whole platform."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.access.policies import may_see_people
from participation.access.viewing.decorators import DeclaredPages
from participation.models import Verification
from participation.verification import actions, admin_setup, policies
from participation.verification.methods import method_label
from participation.web.admin_base import ActAdmin


class RevokeForm(forms.ModelForm):
    """Why a verification is revoked."""

    revoked_reason = forms.CharField(
        label=_("Reason to revoke it"),
        max_length=300,
        help_text=_("The person is told this reason."),
        widget=forms.Textarea,
    )

    class Meta:
        model = Verification
        fields = ["revoked_reason"]


class IsRevoked(admin.SimpleListFilter):
    """In force, or revoked."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [("now", _("in force")), ("revoked", _("revoked"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow the list."""
        if self.value() in {"now", "revoked"}:
            return queryset.filter(revoked_at__isnull=self.value() == "now")
        return queryset


@admin.register(Verification)
class VerificationAdmin(DeclaredPages, ActAdmin):
    """Verifications; the seal of the document is not shown to anybody."""

    list_display = ["who", "how", "territory", "verified_by", "at", "revoked_at"]
    list_filter = ["method", IsRevoked]
    list_select_related = ["person", "territory", "verified_by"]
    search_fields = ["person__name", "person__email"]
    ordering = ["-at", "-pk"]
    show_full_result_count = False
    history_events = ("verification.person.verified", "verification.person.revoked")
    history_key = "verification"
    facts = ["who", "how", "birth_date", "territory", "verified_by", "at", "revoked_at"]

    @admin.display(description=_("person"))
    def who(self, verification: Verification) -> str:
        """Return the public name."""
        return verification.person.public_name

    @admin.display(description=_("method"), ordering="method")
    def how(self, verification: Verification) -> str:
        """Return the method in words."""
        return method_label(verification.method)

    def may_see_list(self, request: HttpRequest) -> bool:
        """Personal data: only for whoever manages the whole platform."""
        return bool(request.user.is_staff and may_see_people(request.user))  # type: ignore[arg-type]

    def may_change(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the act's policy for this verification."""
        if not self.may_see_list(request):
            return False
        return obj is None or bool(policies.may_revoke(request.user, obj, at=timezone.now()))  # type: ignore[arg-type]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Give the form of revoking."""
        return super().get_form(request, obj, change, **{**kwargs, "form": RevokeForm, "fields": ["revoked_reason"]})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return the facts, then the reason."""
        return [*self.facts, "revoked_reason"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return the facts; the reason too once it is given."""
        return self.facts if self.may_change(request, obj) else [*self.facts, "revoked_reason"]

    def act_update(self, request: HttpRequest, obj: Verification, form: Any) -> None:
        """Revoke."""
        reason = form.cleaned_data["revoked_reason"]
        actions.revoke_verification(verification=obj, reason=reason, by=request.user, at=timezone.now())  # type: ignore[arg-type]


SETUP = admin_setup.MethodSettingAdmin  # registered with this module
