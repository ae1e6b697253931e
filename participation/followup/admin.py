"""Admin list of what is followed up: found by state, office and words; told of on its own pages."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from participation.access.roles import scopes
from participation.followup.models import REPORTS, Action
from participation.followup.states import LATE, State
from participation.models import Institution, Person
from participation.web.admin_base import ActAdmin


class StateFilter(admin.SimpleListFilter):
    """By the state of today, which is computed: a lookup of a column could not ask for it."""

    title = _("how it stands")
    parameter_name = "estado"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer whatever fell behind, then each state."""
        return [("late", _("fell behind")), *State.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow the list; a state that is none leaves it."""
        chosen = self.value()
        if chosen == "late":
            return queryset.filter(state__in=[state.value for state in LATE])
        return queryset.filter(state=chosen) if chosen in State.values else queryset


class OfficeFilter(admin.SimpleListFilter):
    """By the institution responsible, of those among what the official sees."""

    title = _("institution responsible")
    parameter_name = "institucion"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the institutions of the list."""
        rows = model_admin.get_queryset(request).order_by().values("institution")
        found = Institution.objects.filter(pk__in=rows).order_by("name", "pk").values_list("pk", "name")
        return [(str(pk), name) for pk, name in found]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow the list; a key of none of them leaves it."""
        known = dict(self.lookup_choices)
        return queryset.filter(institution=int(self.value() or 0)) if self.value() in known else queryset


@admin.register(Action)
class ActionAdmin(ActAdmin):
    """What the official answers for or tells of, and how it stands today."""

    list_display = ["what", "stands", "institution", "responsible", "due_on", "told", "page"]
    list_select_related = ["subject", "institution"]
    list_filter = [StateFilter, OfficeFilter]
    search_fields = ["subject__title", "responsible", "institution__name"]
    search_help_text = _("What is to be done, or who is responsible")
    ordering = ["due_on", "pk"]
    show_full_result_count = False
    fields = [
        "what", "stands", "description", "deliverable", "institution", "responsible", "contact", "starts_on", "due_on",
        "report_every", "told", "page",
    ]  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("what is followed up"), ordering="subject__title")
    def what(self, row: Action) -> str:
        """Return its title in the reader's language."""
        return row.subject.shown_title

    @admin.display(description=_("how it stands"))
    def stands(self, row: Any) -> str:
        """Return the state of today in words."""
        return str(State(row.state).label)

    @admin.display(description=_("last report"), ordering="last_report_on")
    def told(self, row: Action) -> Any:
        """Return when whoever is responsible told how it goes, the last time."""
        return row.last_report_on

    @admin.display(description=_("its page"))
    def page(self, row: Action) -> str:
        """Lead to its page, and to where one tells how it goes."""
        told = reverse("followup:report", args=[row.pk])
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            row.get_absolute_url(), _("See it"), told, _("Tell how it goes"),
        )  # fmt: skip

    def may_see_list(self, request: HttpRequest) -> bool:
        """Whoever answers for something, or tells of it for an office."""
        person = cast("Person", request.user)
        return bool(person.is_active and person.is_staff and scopes(person, REPORTS) != set())

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return what the official tells of, with its state of today."""
        rows: Any = super().get_queryset(request)
        return rows.reportable_by(request.user).with_state(timezone.now()).defer("subject__search")
