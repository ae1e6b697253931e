"""Admin pages of events: the log (in admin_log), and what is on its way, with the act that tries again."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from participation.access import roles
from participation.events import actions
from participation.events.admin_log import EventAdmin
from participation.events.models import Relay
from participation.events.names import get_name
from participation.events.relay import MAX_ATTEMPTS
from participation.web.admin_base import ActAdmin, act_on_each

__all__ = ["EventAdmin", "RelayAdmin"]


class StateFilter(admin.SimpleListFilter):
    """Waiting, failed or done."""

    title = _("state")
    parameter_name = "estado"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [("waiting", _("waiting")), ("failed", _("failed")), ("done", _("done"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow the rows."""
        match self.value():
            case "waiting":
                return queryset.filter(done_at__isnull=True, attempts__lt=MAX_ATTEMPTS)
            case "failed":
                return queryset.filter(done_at__isnull=True, attempts__gte=MAX_ATTEMPTS)
            case "done":
                return queryset.filter(done_at__isnull=False)
        return queryset


@admin.register(Relay)
class RelayAdmin(ActAdmin):
    """Events on their way. Read only; what failed for good can be tried again."""

    list_display = ("sequence", "event_name", "event_at", "state", "attempts", "error")
    list_filter = (StateFilter,)
    list_select_related = ("event",)
    ordering = ("-event_id",)
    show_full_result_count = False
    actions = ("retry",)  # type: ignore[assignment]
    fields = ("sequence", "event_name", "event_at", "state", "attempts", "cursor", "lease_until", "done_at", "error")
    readonly_fields = fields
    history_events = ("participation.relay.retried",)

    def may_see_list(self, request: HttpRequest) -> bool:
        """Those who look after the installation."""
        return bool(roles.may_work_as(request.user, roles.STEWARDS, None))  # type: ignore[arg-type]

    def history_of(self, row: Relay) -> Q:
        """Return the event itself and the times that somebody sent it on its way again."""
        return Q(pk=row.pk) | Q(name__in=self.history_events, payload__contains={"event": str(row.pk)})

    @admin.display(description=_("event"))
    def event_name(self, row: Relay) -> str:
        """Return what happened, in words."""
        return str(get_name(row.event.name).label)

    @admin.display(description=_("when"))
    def event_at(self, row: Relay) -> Any:
        """Return when it happened."""
        return formats.date_format(timezone.localtime(row.event.at), "DATETIME_FORMAT")

    @admin.display(description=_("state"))
    def state(self, row: Relay) -> Any:
        """Return where it is."""
        if row.done_at:
            return _("done")
        return _("failed") if row.attempts >= MAX_ATTEMPTS else _("waiting")

    @admin.action(description=_("Try again"))
    def retry(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Try the selected failed events again."""
        by = cast("Any", request.user)
        tried = act_on_each(
            request,
            queryset.select_related("event"),
            lambda row: actions.retry_event(relay=row, by=by, at=timezone.now()),
            name=lambda row: get_name(row.event.name).label,
        )
        if tried:
            text = ngettext("%(n)s event will be tried again.", "%(n)s events will be tried again.", tried)
            messages.success(request, text % {"n": tried})
