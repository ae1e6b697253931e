"""Admin page of the days off; those of the federal labour law are known already."""

from typing import cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.models import Holiday, Person
from participation.web.act_forms import ActForm, ActFormAdmin
from participation.web.admin_base import act_on_each
from participation.workdays import actions, policies


class HolidayForm(ActForm):
    """A day off."""

    class Meta:
        model = Holiday
        fields = ["day", "name"]

    def act(self) -> Holiday:
        """Add it."""
        data = self.cleaned_data
        by = cast("Person", self.request.user)
        return actions.add_day_off(day=data["day"], name=data["name"], by=by, at=timezone.now())


@admin.register(Holiday)
class HolidayAdmin(ActFormAdmin):
    """The days that this office adds; a day is added or taken back, nothing about it changes."""

    form = HolidayForm
    list_display = ["day", "name"]
    ordering = ["-day"]
    history_events = ("privacy.calendar.changed",)
    actions = ["take_back"]  # type: ignore[assignment]

    def may_see_list(self, request: HttpRequest) -> bool:
        """The unit and stewards of everything."""
        return bool(request.user.is_staff and policies.may_set_days_off(cast("Person", request.user)))

    def may_change(self, request: HttpRequest, obj: Holiday | None = None) -> bool:
        """A day is added; nothing about it changes."""
        return False

    @admin.action(description=_("Take back: the office works on these days"))
    def take_back(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Take the selected days back; terms that were told stay as they are."""
        by = cast("Person", request.user)
        done = act_on_each(
            request,
            queryset,
            lambda row: actions.remove_day_off(holiday=row, by=by, at=timezone.now()),
            name=str,
        )
        if done:
            messages.success(request, _("They are working days again. Terms that people were told stay as they are."))
