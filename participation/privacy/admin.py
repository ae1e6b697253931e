"""Admin pages of the unit: who answers for data and the clock, privacy notices."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from participation.models import NoticeVersion, PrivacySettings
from participation.privacy import policies
from participation.privacy.actions import office
from participation.privacy.notices import FIELDS, all_notices, get_notice
from participation.web.act_forms import ActForm, ActFormAdmin
from participation.web.forms import TidyCharField


class PrivacyAdmin(ActFormAdmin):
    """A page that the unit and whoever manages the whole platform may open."""

    def may_see_list(self, request: HttpRequest) -> bool:
        """The unit and stewards of everything."""
        return bool(request.user.is_staff and policies.may_set_privacy(request.user))  # type: ignore[arg-type]


class SettingsForm(ActForm):
    """Who answers for personal data, and the days of the clock."""

    class Meta:
        model = PrivacySettings
        fields = list(office.SETTINGS)

    def act(self) -> PrivacySettings:
        """Set them."""
        values = {name: self.cleaned_data[name] for name in office.SETTINGS}
        return office.set_privacy(by=self.request.user, at=timezone.now(), **values)  # type: ignore[arg-type]


@admin.register(PrivacySettings)
class PrivacySettingsAdmin(PrivacyAdmin):
    """The one row."""

    form = SettingsForm
    history_events = ("privacy.settings.changed",)
    fieldsets = [
        (_("Who is responsible"), {"fields": ["responsible", "address", "authority"]}),
        (_("Transparency unit"), {"fields": ["unit", "unit_address", "unit_email", "unit_phone"]}),
        (
            _("The legal clock"),
            {
                "fields": ["ask_days", "complete_days", "answer_days", "extension_days", "execute_days"],
                "description": _("Working days. Check them against the law that holds in your state."),
            },
        ),
        (_("How long"), {"fields": ["blocking_days", "request_days"]}),
    ]

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """The row is added only while there is none."""
        # The menu of every page of the admin asks this: only the row's own pages look.
        here = "/participation/privacysettings/" in request.path
        return here and self.may_see_list(request) and not PrivacySettings.objects.exists()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Go straight to the one row."""
        if self.may_see_list(request) and PrivacySettings.objects.exists():
            return redirect(reverse("admin:participation_privacysettings_change", args=["True"]))
        return super().changelist_view(request, extra_context)


class NoticeForm(ActForm):
    """A version of a notice with its English text. Saving publishes a new version; old ones never change."""

    purpose = forms.ChoiceField(label=_("purpose"))
    reason = TidyCharField(label=_("why it changes"), required=False, max_length=300)

    class Meta:
        model = NoticeVersion
        fields = list(FIELDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "purpose" not in self.fields:  # a published version is only read
            return
        self.fields["purpose"].choices = [(notice.name, notice.title) for notice in all_notices()]  # type: ignore[attr-defined]
        wanted = get_notice(str(self.initial.get("purpose", "")))
        for name in FIELDS if wanted is not None else ():
            with translation.override(settings.LANGUAGE_CODE):
                self.initial[name] = wanted.text(name)  # type: ignore[union-attr]
            with translation.override("en"):
                self.initial[f"{name}_en"] = wanted.text(name)  # type: ignore[union-attr]

    def act(self) -> NoticeVersion:
        """Publish it."""
        data = self.cleaned_data
        english = {name: data[f"{name}_en"] for name in FIELDS if data.get(f"{name}_en")}
        return office.publish_notice(
            purpose=data["purpose"],
            texts={name: data[name] for name in FIELDS},
            translations={"en": english} if english else {},
            reason=data["reason"],
            by=self.request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )


def _heading(name: str) -> Any:
    return NoticeVersion._meta.get_field(name).verbose_name  # type: ignore[union-attr]


for _name in FIELDS:
    NoticeForm.declared_fields[f"{_name}_en"] = TidyCharField(
        label=format_lazy("{} ({})", _heading(_name), _("in English")),
        required=False,
        max_length=150 if _name == "title" else 5000,
        widget=forms.TextInput() if _name == "title" else forms.Textarea(attrs={"rows": 3}),
    )


@admin.register(NoticeVersion)
class NoticeVersionAdmin(PrivacyAdmin):
    """Published versions: add one to change what people read."""

    form = NoticeForm
    list_display = ["title", "purpose", "number", "published_at"]
    list_filter = ["purpose"]
    ordering = ["purpose", "-number"]
    history_events = ("privacy.notice.published",)
    history_key = "notice"

    def may_change(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was published stays as people read it."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return the Spanish texts, each with its English one, when adding."""
        if obj is not None:
            return ["purpose", "number", *FIELDS, "reason", "published_at"]
        pairs = [name for field in FIELDS for name in (field, f"{field}_en")]
        return ["purpose", *pairs, "reason"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Everything, once published."""
        return ["purpose", "number", *FIELDS, "reason", "published_at"] if obj is not None else []
