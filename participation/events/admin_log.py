"""Admin page of the log: every act, who did it and when, with before and after. Read-only."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.events import actions, export, log
from participation.events.models import Event
from participation.events.names import all_names, get_name
from participation.events.policies import may_export_log
from participation.web.admin_base import ActAdmin

MOST_OFFICIALS = 300


class NameFilter(admin.SimpleListFilter):
    """What happened, in the words of the log."""

    title = _("what happened")
    parameter_name = "name"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the events that this official's log may hold."""
        names = log.names_for(request.user)  # type: ignore[arg-type]
        return sorted(((name.name, str(name.label)) for name in names), key=lambda pair: pair[1].casefold())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow the log."""
        return queryset.filter(name=self.value()) if self.value() else queryset


class ActorFilter(admin.SimpleListFilter):
    """Which official did it."""

    title = _("official")
    parameter_name = "official"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return those who hold or held a role within this official's scope."""
        from participation.models import Person

        held = roles.scopes(request.user, roles.OFFICIALS)  # type: ignore[arg-type]
        found = Person.objects.filter(is_staff=True)
        if held is not None:
            scope = Q(roles__scope__in=held) | Q(roles__scope__ancestors__overlap=list(held))
            found = found.filter(scope | Q(roles__scope=None, roles__isnull=False))
        people = found.order_by("name", "pk").distinct()[:MOST_OFFICIALS]
        return [(str(person.pk), person.public_name) for person in people]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow the log; what is told of nobody is found under no name."""
        if not self.value():
            return queryset
        if self.value() not in {str(key) for key, _label in self.lookup_choices}:
            return queryset.none()
        secret = [name.name for name in all_names() if name.secret]
        return queryset.filter(actor=self.value()).exclude(name__in=secret)


class WhenFilter(admin.DateFieldListFilter):
    """When it happened."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("when")


class Entry(str):
    """The sentence at the head of an entry, with the key that the links beside it ask for."""

    pk: Any = None


@admin.register(Event)
class EventAdmin(ActAdmin):
    """The log of what officials may know of: never written here."""

    list_display = ("when", "what", "thing", "who", "reason")
    list_display_links = ("when", "what")
    list_filter = (NameFilter, ActorFilter, ("at", WhenFilter))
    list_per_page = 50
    # The title of the thing, the reason that was given, the folio or number in the facts.
    search_fields = ("subject__title", "payload")
    search_help_text = _("Title, reason, folio, or the number of a row")
    list_before_template = "participation/events/admin_log.html"
    show_full_result_count = False
    fields = ("when", "what", "thing", "who", "reason", "difference")
    readonly_fields = fields

    def may_see_list(self, request: HttpRequest) -> bool:
        """Whoever holds a role somewhere reads the log of it."""
        person: Any = request.user
        return bool(person.is_active and person.is_staff and roles.scopes(person, roles.OFFICIALS) != set())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Return the events within the official's scope."""
        return log.log_for(request.user)  # type: ignore[arg-type]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Search titles and the facts of the acts; what is told of nobody is not found by its facts."""
        return log.search(queryset, search_term), False

    def get_urls(self) -> list[Any]:
        """Add the file of the log."""
        view = self.admin_site.admin_view(self.export_view)
        return [path("archivo/", view, name="participation_event_export"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Offer the file to who may take it, with the filters in use."""
        may = bool(may_export_log(request.user, at=timezone.now()))  # type: ignore[arg-type]
        asked = {name: request.GET[name] for name in export.FILTERS if request.GET.get(name)} if may else {}
        return super().changelist_view(request, {"may_export": may, "asked": asked, **(extra_context or {})})

    def export_view(self, request: HttpRequest) -> Any:
        """Have the log made into a file as it is filtered and searched; that too is in the log."""
        person: Any = request.user
        now = timezone.now()
        may_export_log(person, at=now).enforce()
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        asked = {name: request.POST[name][:200] for name in export.FILTERS if request.POST.get(name)}
        try:
            actions.export_log(by=person, filters=asked, at=now)
        except ValidationError as error:
            raise BadRequest("filter") from error
        messages.success(request, _("The file is being made. You find it among your files, and we tell you there."))
        return HttpResponseRedirect(reverse("admin:participation_event_changelist"))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Return the newest first."""
        return ("-at", "-id")

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Lead to the entry: it never changes."""
        return HttpResponseRedirect(reverse("admin:participation_event_change", args=[object_id]))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Head the page with what happened instead of the event's name in code."""
        event = kwargs.get("obj")
        if event is not None:
            context = {**context, "original": Entry(self.what(event)), "subtitle": self.what(event)}
            context["original"].pk = event.pk
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("when"), ordering="at")
    def when(self, event: Event) -> str:
        """Return the moment, in the time of the installation."""
        return date_format(timezone.localtime(event.at), "DATETIME_FORMAT")

    @admin.display(description=_("what happened"), ordering="name")
    def what(self, event: Event) -> str:
        """Return the sentence that the event declares."""
        return str(get_name(event.name).label)

    @admin.display(description=_("about"))
    def thing(self, event: Event) -> SafeString | str:
        """Link to the page of what it is about."""
        if event.subject is None:
            return "–"
        return format_html('<a href="{}">{}</a>', event.subject.get_absolute_url(), event.subject.shown_title)

    @admin.display(description=_("who"))
    def who(self, event: Event) -> str:
        """Return who did it, where officials may know."""
        return log.who_did(event)

    @admin.display(description=_("reason"))
    def reason(self, event: Event) -> str:
        """Return the reason that was given."""
        return log.reason_of(event) or "–"

    @admin.display(description=_("before and after"))
    def difference(self, event: Event) -> str:
        """Return what changed, field by field."""
        found = log.differences(event)
        return render_to_string("participation/events/admin_differences.html", {"differences": found}) if found else "–"
