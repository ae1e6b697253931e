"""Admin page of deliveries: what waits, failed or may have left, and the act that tries a failed one again."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from participation.access.verdict import ActDenied
from participation.events.names import get_name
from participation.notifications import actions, policies
from participation.notifications.models import Delivery
from participation.notifications.registry import EMAIL, SMS
from participation.web.admin_base import ActAdmin

WAYS = {EMAIL: _("e-mail"), SMS: _("text message")}


@admin.register(Delivery)
class DeliveryAdmin(ActAdmin):
    """Deliveries. Read only, without saying to whom; what certainly did not leave can be tried again."""

    list_display = ("id", "event_name", "way", "state", "attempts", "not_before", "sent_at", "error")
    list_filter = ("state",)
    list_select_related = ("notice__event",)
    ordering = ("-id",)
    show_full_result_count = False
    actions = ("retry",)  # type: ignore[assignment]
    fields = ("event_name", "way", "state", "attempts", "not_before", "lease_until", "sent_at", "error")
    readonly_fields = fields
    history_events = ("participation.delivery.retried",)
    history_key = "delivery"

    def may_see_list(self, request: HttpRequest) -> bool:
        """Those who look after the installation."""
        return bool(policies.may_work_on_relay(request.user))  # type: ignore[arg-type]

    @admin.display(description=_("event"))
    def event_name(self, row: Delivery) -> str:
        """Return what happened, in words."""
        return str(get_name(row.notice.event.name).label)

    @admin.display(description=_("channel"), ordering="channel")
    def way(self, row: Delivery) -> str:
        """Return how it leaves, in words."""
        return str(WAYS.get(row.channel, row.channel))

    @admin.action(description=_("Try again"))
    def retry(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Try the selected failed deliveries again."""
        tried = 0
        for row in queryset:
            try:
                actions.retry_delivery(delivery=row, by=cast("Any", request.user), at=timezone.now())
                tried += 1
            except ActDenied as denied:
                messages.error(request, f"{row.pk}: {denied.denial.message}")
        if tried:
            text = ngettext("%(n)s delivery will be tried again.", "%(n)s deliveries will be tried again.", tried)
            messages.success(request, text % {"n": tried})
