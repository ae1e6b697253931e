"""Admin pages of the electoral calendar."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminURLInputWidget

from participation.models import ElectoralPeriod, Person
from participation.veda import actions
from participation.veda.policies import may_change_period, may_keep_calendar
from participation.web.act_forms import ActForm, ActFormAdmin
from participation.web.forms import TidyCharField

ENGLISH = ("name", "legal_basis")


class ElectoralPeriodForm(ActForm):
    """A period: its dates and source, and whether it withholds."""

    legal_url = forms.URLField(
        label=_("address of the legal basis"), assume_scheme="https", max_length=400, widget=UnfoldAdminURLInputWidget()
    )
    name_en = TidyCharField(label=_("name in English"), required=False, max_length=150)
    legal_basis_en = TidyCharField(label=_("legal basis in English"), required=False, max_length=500)
    lifted = forms.BooleanField(
        label=_("Withhold nothing for this period"),
        required=False,
        help_text=_("Only where the electoral authority said so. It is shown with its reason, and logged."),
    )
    withdrawn = forms.BooleanField(
        label=_("Withdraw this period: it should not be here"),
        required=False,
        help_text=_("It cannot be undone. The period stays in the list of past ones with its reason."),
    )
    reason = TidyCharField(
        label=_("reason"),
        required=False,
        max_length=300,
        help_text=_("Needed to change a period that began, to lift, to restore or to withdraw it. It is shown."),
    )

    class Meta:
        model = ElectoralPeriod
        fields = ["name", "kind", "territory", "starts_on", "ends_on", "legal_basis", "legal_url"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        for field in ENGLISH:
            if f"{field}_en" in self.fields:
                self.fields[f"{field}_en"].initial = row.translations.get("en", {}).get(field, "")
        if "lifted" in self.fields:
            self.fields["lifted"].initial = row.lifted_at is not None

    def act(self) -> ElectoralPeriod:
        """Declare or correct it; then lift, restore or withdraw it where that was asked."""
        data = dict(self.cleaned_data)
        lifted, withdrawn = data.pop("lifted", False), data.pop("withdrawn", False)
        reason = data.pop("reason", "")
        english = {field: data.pop(f"{field}_en", "") for field in ENGLISH}
        who: dict[str, Any] = {"by": cast("Person", self.request.user), "at": timezone.now()}
        texts = {**data, "translations": {**self.instance.translations, "en": english}}
        if not self.instance.pk:
            return actions.declare_period(**texts, **who)
        stored = ElectoralPeriod.objects.get(pk=self.instance.pk)
        row = actions.change_period(period=stored, reason=reason, **texts, **who)
        if lifted and row.lifted_at is None:
            row = actions.lift_period(period=row, reason=reason, **who)
        elif not lifted and row.lifted_at is not None:
            row = actions.restore_period(period=row, reason=reason, **who)
        return actions.withdraw_period(period=row, reason=reason, **who) if withdrawn else row


@admin.register(ElectoralPeriod)
class ElectoralPeriodAdmin(ActFormAdmin):
    """The electoral calendar."""

    form = ElectoralPeriodForm
    list_display = ["name", "kind", "territory", "starts_on", "ends_on", "lifted_at", "withdrawn_at"]
    list_filter = ["kind"]
    list_select_related = ["territory"]
    search_fields = ["name"]
    ordering = ["-ends_on", "-pk"]
    autocomplete_fields = ["territory"]
    history_events = tuple(
        f"veda.period.{name}"
        for name in ("declared", "changed", "lifted", "restored", "withdrawn", "began", "ended", "overridden")
    )
    history_key = "period"

    def may_see_list(self, request: HttpRequest) -> bool:
        """Stewards of the installation."""
        return bool(request.user.is_staff and may_keep_calendar(request.user))  # type: ignore[arg-type]

    def may_change(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was withdrawn is only read."""
        return self.may_see_list(request) and (obj is None or bool(may_change_period(request.user, obj)))  # type: ignore[arg-type]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Offer to lift and withdraw what is declared."""
        main = ["name", "kind", "territory", "starts_on", "ends_on", "legal_basis", "legal_url"]
        parts: list[Any] = [(None, {"fields": main})]
        if obj is None or self.may_change(request, obj):
            parts.append((_("In English"), {"fields": ["name_en", "legal_basis_en"]}))
            if obj is not None:
                parts.append((_("Change what it does"), {"fields": ["lifted", "withdrawn", "reason"]}))
        return parts
