"""Admin pages of announcements: the editor lives in the admin alone, so sending stands here beside it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.announcements import desk, policies
from participation.announcements.forms import AnnouncementForm
from participation.announcements.models import Announcement, AnnouncementState
from participation.announcements.querysets import in_scope
from participation.announcements.segments import words_of
from participation.web.act_forms import ActFormAdmin

EVENTS = ("drafted", "edited", "tested", "scheduled", "taken_back", "discarded", "waits", "held", "started", "stopped")


@admin.register(Announcement)
class AnnouncementAdmin(ActFormAdmin):
    """Drafts with their form; what is scheduled or sent has a page of its own, with how far it is."""

    form = AnnouncementForm
    list_display = ["title", "kind", "to_whom", "state", "send_at", "started_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["scope", "territory"]
    search_fields = ["title"]
    ordering = ["-edited_at", "-pk"]
    show_full_result_count = False
    autocomplete_fields = ["territory"]
    change_form_before_template = "participation/announcements/admin_links.html"
    history_events = tuple(f"announcements.announcement.{name}" for name in EVENTS)
    history_key = "announcement"
    fieldsets = [
        (None, {"fields": ["kind", "segment", "scope", "territory", "address"]}),
        (_("Text"), {"fields": ["title", "summary", "body", "links"]}),
        (_("In English"), {"fields": ["title_en", "summary_en", "body_en"]}),
    ]

    @admin.display(description=_("to whom"))
    def to_whom(self, row: Announcement) -> str:
        """Say to whom it goes."""
        return words_of(row)

    def may_see_list(self, request: HttpRequest) -> bool:
        """Let stewards in, of the installation or of some process."""
        person: Any = request.user
        return bool(person.is_active and person.is_staff and roles.scopes(person, roles.STEWARDS) != set())

    def may_change(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only drafts change."""
        if not self.may_see_list(request):
            return False
        return obj is None or bool(policies.may_edit(request.user, obj))  # type: ignore[arg-type]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Announcement]:
        """Return those within the official's scope."""
        return in_scope(super().get_queryset(request), request.user)  # type: ignore[arg-type]

    def get_urls(self) -> list[URLPattern]:
        """Add the page to look at one and send it, and its acts."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/revisar/", view(self.review), name="announcement_review"),
            *(
                path(f"<int:pk>/{word}/", view(self._act(act)), name=f"announcement_{act}")
                for word, act in desk.ADDRESSES.items()
            ),
            *super().get_urls(),
        ]

    def review(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one as its readers will see it, to test and send it; once sent, how far it is."""
        return desk.review(self, request, pk)

    def _act(self, act: str) -> Any:
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            return desk.do(self, request, pk, act)

        return view

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the form of a draft; what is no draft any more has its own page."""
        found = self.get_object(request, object_id) if self.may_see_list(request) else None
        if found is not None and found.state != AnnouncementState.DRAFT:
            return HttpResponseRedirect(_page(found))
        return super().change_view(request, object_id, form_url, extra_context)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Lead to the page to look at it, unless the official goes on writing."""
        if {"_continue", "_addanother"} & set(request.POST):
            return super().response_add(request, obj, post_url_continue)
        return HttpResponseRedirect(_page(obj))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Lead to the page to look at it, unless the official goes on writing."""
        if {"_continue", "_addanother"} & set(request.POST):
            return super().response_change(request, obj)
        return HttpResponseRedirect(_page(obj))


def _page(announcement: Announcement) -> str:
    return reverse("admin:announcement_review", args=[announcement.pk])
