"""Admin pages of the public agenda."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
    UnfoldBooleanWidget,
)

from participation.access.roles import STEWARDS, scopes
from participation.agenda import actions
from participation.models import Institution, Meeting, Person
from participation.web.act_forms import ActForm, ActFormAdmin
from participation.web.forms import TidyCharField

OWN = ["office", "holder", "counterpart", "topic", "place", "link", "outcome"]


class MeetingForm(ActForm):
    """A meeting with its English texts; cancelled with a reason, restored by taking the mark away."""

    starts_at = forms.SplitDateTimeField(label=_("begins"), widget=UnfoldAdminSplitDateTimeWidget())
    ends_at = forms.SplitDateTimeField(label=_("ends"), required=False, widget=UnfoldAdminSplitDateTimeWidget())
    link = forms.URLField(
        label=_("address with more"),
        required=False,
        max_length=400,
        assume_scheme="https",
        widget=UnfoldAdminURLInputWidget(),
    )
    topic_en = TidyCharField(
        label=_("about what, in English"), required=False, max_length=200, widget=UnfoldAdminTextInputWidget()
    )
    counterpart_en = TidyCharField(
        label=_("with whom, in English"), required=False, max_length=300, widget=UnfoldAdminTextInputWidget()
    )
    outcome_en = TidyCharField(
        label=_("what came of it, in English"), required=False, max_length=4000, widget=UnfoldAdminTextareaWidget()
    )
    cancelled = forms.BooleanField(label=_("It does not take place"), required=False, widget=UnfoldBooleanWidget())

    class Meta:
        model = Meeting
        fields = ["institution", "office", "holder", "counterpart", "topic", "place", "outcome", "cancel_reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        given = {f"{name}_en": row.translations.get("en", {}).get(name, "") for name in Meeting.TRANSLATABLE}
        given |= {"cancelled": bool(row.cancelled_at)}
        if row.pk:
            given |= {"starts_at": row.starts_at, "ends_at": row.ends_at, "link": row.link}
        for name, value in given.items():
            if name in self.fields:
                self.fields[name].initial = value

    def act(self) -> Meeting:
        """Publish or correct it, then cancel or restore it where that was asked."""
        data, by, at = self.cleaned_data, cast("Person", self.request.user), timezone.now()
        english = {name: data[f"{name}_en"] for name in Meeting.TRANSLATABLE}
        values: dict[str, Any] = {name: data[name] for name in (*OWN, "starts_at", "ends_at")}
        values |= {"translations": {**self.instance.translations, "en": english}, "by": by, "at": at}
        if not self.instance.pk:
            return actions.publish_meeting(institution=data["institution"], **values)
        row = Meeting.objects.select_related("subject", "institution__subject").get(pk=self.instance.pk)
        row = actions.update_meeting(meeting=row, **values)
        if data.get("cancelled") and not row.cancelled_at:
            return actions.cancel_meeting(meeting=row, reason=data["cancel_reason"], by=by, at=at)
        if not data.get("cancelled") and row.cancelled_at:
            return actions.restore_meeting(meeting=row, by=by, at=at)
        return row


@admin.register(Meeting)
class MeetingAdmin(ActFormAdmin):
    """The agenda of the institutions for which the official answers."""

    form = MeetingForm
    list_display = ["topic", "office", "institution", "starts_at", "cancelled_at"]
    list_select_related = ["institution"]
    search_fields = ["topic", "office", "counterpart"]
    ordering = ["-starts_at", "-pk"]
    show_full_result_count = False
    fieldsets = [
        (None, {"fields": ["institution", "office", "holder", "counterpart", "topic", "starts_at", "ends_at"]}),
        (_("More"), {"fields": ["place", "link", "outcome"]}),
        (_("In English"), {"fields": ["topic_en", "counterpart_en", "outcome_en"]}),
        (_("Cancelled"), {"fields": ["cancelled", "cancel_reason"]}),
    ]

    def may_see_list(self, request: HttpRequest) -> bool:
        """Stewards of any institution."""
        person = cast("Person", request.user)
        return bool(person.is_staff and scopes(person, STEWARDS) != set())

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the meetings of those institutions."""
        rows: Any = super().get_queryset(request)
        return rows.workable_by(request.user)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Offer the institutions whose agenda the official keeps."""
        form = super().get_form(request, obj, change, **kwargs)
        if "institution" in form.base_fields:
            kept: Any = Institution.objects
            form.base_fields["institution"].queryset = kept.workable_by(request.user).order_by("name", "pk")
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A meeting stays its institution's."""
        return ["institution"] if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new meeting is not cancelled."""
        return self.fieldsets if obj else self.fieldsets[:-1]
