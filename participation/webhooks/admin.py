"""Admin page of webhooks: which programs get messages and how they fare; stewards may pause one, with a reason.

Whose they are is not shown, and of the address only the machine: the rest may hold a secret of its owner.
"""

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

from participation.web.admin_base import ActAdmin, act_on_each
from participation.webhooks import actions, policies
from participation.webhooks.models import EndpointState, WebhookEndpoint

COLOURS = {EndpointState.ACTIVE: "success", EndpointState.PAUSED: "warning", EndpointState.STOPPED: "danger"}


@admin.register(WebhookEndpoint)
class WebhookAdmin(ActAdmin):
    """Read only; pausing and starting again are acts."""

    list_display = ("name", "host", "whose", "shown_state", "failures", "succeeded_at", "created_at")
    list_filter = ("state", ("person", admin.EmptyFieldListFilter))
    ordering = ("-created_at", "-id")
    show_full_result_count = False
    actions = ("pause", "resume")  # type: ignore[assignment]
    fields = (
        "name", "host", "whose", "state_words", "reason", "words", "events", "failures", "succeeded_at", "created_at",
    )  # fmt: skip
    readonly_fields = fields
    history_events = tuple(
        f"webhooks.endpoint.{word}"
        for word in ("added", "changed", "secret_changed", "paused", "resumed", "stopped", "resent")
    )
    history_key = "webhook"

    def may_see_list(self, request: HttpRequest) -> bool:
        """Those who look after the installation."""
        return bool(policies.may_manage_installation(request.user))  # type: ignore[arg-type]

    @admin.display(description=_("machine"))
    def host(self, row: WebhookEndpoint) -> str:
        """Return where it leads, without the rest of the address."""
        return row.host

    @admin.display(description=_("whose"))
    def whose(self, row: WebhookEndpoint) -> str:
        """Return whether it is the platform's."""
        return gettext("of the platform") if row.person_id is None else gettext("of a person")

    @display(description=_("state"), ordering="state", label=COLOURS)
    def shown_state(self, row: WebhookEndpoint) -> tuple[str, str]:
        """Return its state in words and colour."""
        return row.state, row.get_state_display()

    @admin.display(description=_("state"))
    def state_words(self, row: WebhookEndpoint) -> str:
        """Return its state, for the page of one row, which has no coloured labels."""
        return str(row.get_state_display())

    @admin.action(description=_("Pause, with a reason"))
    def pause(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Ask for the reason, then pause the selected ones."""
        words, by = request.POST.get("words", "").strip(), cast("Any", request.user)
        if words:
            self._each(
                request,
                queryset,
                lambda row: actions.pause_for_others(endpoint=row, words=words, by=by, at=timezone.now()),
            )
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Pause webhooks"),
            "opts": self.opts,
            "chosen": request.POST.getlist("_selected_action"),
            "asked": "words" in request.POST,
        }
        return TemplateResponse(request, "participation/webhooks/admin_pause.html", context)

    @admin.action(description=_("Start again what officials paused"))
    def resume(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Lift what officials paused; its owner need not do anything."""
        by = cast("Any", request.user)
        self._each(request, queryset, lambda row: actions.lift_pause(endpoint=row, by=by, at=timezone.now()))

    def _each(self, request: HttpRequest, queryset: QuerySet, act: Callable[[Any], object]) -> None:
        done = act_on_each(request, queryset, act, name=lambda row: row.name)
        if done:
            text = ngettext("%(n)s webhook was changed.", "%(n)s webhooks were changed.", done)
            messages.success(request, text % {"n": done})
