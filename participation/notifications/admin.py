"""Admin pages of what leaves the house: what waits, failed, came back or may have left, and how to send it again."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from participation.events.names import get_name
from participation.notifications import actions, policies
from participation.notifications.models import Delivery, Digest, OutgoingState, Suppression
from participation.notifications.registry import EMAIL, SMS, WHATSAPP
from participation.notifications.suppression import digest_of
from participation.web.admin_base import ActAdmin, act_on_each

WAYS = {EMAIL: _("e-mail"), SMS: _("text message"), WHATSAPP: _("WhatsApp")}
COLOURS = {
    OutgoingState.FAILED: "danger",
    OutgoingState.BOUNCED: "danger",
    OutgoingState.UNKNOWN: "warning",
    OutgoingState.SENT: "success",
}
BOOKS = ("attempts", "not_before", "lease_until", "sent_at", "error")


class WayFilter(admin.SimpleListFilter):
    """By e-mail, text message or WhatsApp; the choices are known without asking every row."""

    title = _("channel")
    parameter_name = "canal"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return list(WAYS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow the rows."""
        return queryset.filter(channel=self.value()) if self.value() in WAYS else queryset


class OutgoingAdmin(ActAdmin):
    """What leaves the house. Read only, without saying to whom; what certainly did not leave can be tried again.

    What may have left is sent again only with a reason, after a question: it could arrive twice.
    """

    list_filter: Any = ("state",)
    ordering = ("-id",)
    show_full_result_count = False
    actions = ("retry", "resend")  # type: ignore[assignment]
    history_events = ("participation.delivery.retried", "participation.delivery.resent")

    def may_see_list(self, request: HttpRequest) -> bool:
        """Those who look after the installation."""
        return bool(policies.may_work_on_relay(request.user))  # type: ignore[arg-type]

    @display(description=_("state"), ordering="state", label=COLOURS)
    def shown_state(self, row: Any) -> tuple[str, str]:
        """Return where it is, in words and colour."""
        return row.state, row.get_state_display()

    @admin.display(description=_("state"))
    def state_words(self, row: Any) -> str:
        """Return where it is, for the page of one row, which has no coloured labels."""
        return str(row.get_state_display())

    @admin.action(description=_("Try again what failed"))
    def retry(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Try the selected failed ones again."""
        by = cast("Any", request.user)
        self._each(request, queryset, lambda row: actions.retry_delivery(delivery=row, by=by, at=timezone.now()))

    @admin.action(description=_("Send again, although it may have arrived"))
    def resend(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Ask for the reason, then send the selected ones of unknown outcome again."""
        reason, by = request.POST.get("reason", "").strip(), cast("Any", request.user)
        if reason:
            self._each(
                request,
                queryset,
                lambda row: actions.resend_unknown(delivery=row, reason=reason, by=by, at=timezone.now()),
            )
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Send again, although it may have arrived"),
            "opts": self.opts,
            "chosen": request.POST.getlist("_selected_action"),
            "count": queryset.filter(state=OutgoingState.UNKNOWN).count(),
            "asked": "reason" in request.POST,
        }
        return TemplateResponse(request, "participation/notifications/admin_resend.html", context)

    def _each(self, request: HttpRequest, queryset: QuerySet, act: Callable[[Any], object]) -> None:
        done = act_on_each(request, queryset, act, name=lambda row: row.pk)
        if done:
            text = ngettext("%(n)s delivery will be tried again.", "%(n)s deliveries will be tried again.", done)
            messages.success(request, text % {"n": done})


@admin.register(Delivery)
class DeliveryAdmin(OutgoingAdmin):
    """Deliveries of single notices; those of a digest follow it."""

    list_display = ("id", "event_name", "way", "shown_state", "attempts", "not_before", "sent_at", "error")
    list_filter = ("state", WayFilter)
    list_select_related = ("notice__event",)
    fields = ("event_name", "way", "state_words", "in_digest", *BOOKS)
    readonly_fields = fields
    history_key = "delivery"

    @admin.display(description=_("event"))
    def event_name(self, row: Delivery) -> str:
        """Return what happened, in words."""
        return str(get_name(row.notice.event.name).label)

    @admin.display(description=_("channel"), ordering="channel")
    def way(self, row: Delivery) -> str:
        """Return how it leaves, in words."""
        return str(WAYS.get(row.channel, row.channel))

    @admin.display(description=_("digest"))
    def in_digest(self, row: Delivery) -> str:
        """Return the digest that told it, if any."""
        return str(row.digest) if row.digest else "–"


@admin.register(Digest)
class DigestAdmin(OutgoingAdmin):
    """Digests: one mail with all that a person was to be told until a moment."""

    list_display = ("id", "due_at", "shown_rhythm", "shown_state", "attempts", "not_before", "sent_at", "error")
    list_filter = ("state", "rhythm")
    fields = ("due_at", "shown_rhythm", "state_words", "how_many", *BOOKS)
    readonly_fields = fields
    history_key = "digest"

    @admin.display(description=_("how often"), ordering="rhythm")
    def shown_rhythm(self, row: Digest) -> str:
        """Return how often the person gets one."""
        return gettext("each week") if row.rhythm == "weekly" else gettext("each day")

    @admin.display(description=_("pieces of news"))
    def how_many(self, row: Digest) -> int:
        """Return how many notices it tells."""
        return row.deliveries.count()


@admin.register(Suppression)
class SuppressionAdmin(ActAdmin):
    """Addresses to which nothing is sent. They are not kept: whoever knows one finds it by typing it whole."""

    list_display = ("at", "reason", "detail", "lifted_at")
    list_filter = ("reason", ("lifted_at", admin.EmptyFieldListFilter))
    search_fields = ("digest",)
    search_help_text = _("Type the whole address.")
    ordering = ("-at", "-id")
    show_full_result_count = False
    actions = ("lift",)  # type: ignore[assignment]
    fields = ("reason", "detail", "at", "lifted_at")
    readonly_fields = fields
    history_events = ("participation.address.suppressed", "participation.address.resumed")
    history_key = "suppression"

    def may_see_list(self, request: HttpRequest) -> bool:
        """Those who look after the installation."""
        return bool(policies.may_work_on_relay(request.user))  # type: ignore[arg-type]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet[Suppression], bool]:
        """Find an address by its keyed hash, which only a whole address has."""
        term = search_term.strip()
        return (queryset.filter(digest=digest_of(term)) if term else queryset), False

    @admin.action(description=_("Send to these addresses again"))
    def lift(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Send to the selected addresses again, except where the person called a mail spam."""
        by = cast("Any", request.user)
        done = act_on_each(
            request,
            queryset,
            lambda row: actions.lift_suppression(suppression=row, by=by, at=timezone.now()),
            name=lambda row: row.pk,
        )
        if done:
            text = ngettext("Mails go to %(n)s address again.", "Mails go to %(n)s addresses again.", done)
            messages.success(request, text % {"n": done})
