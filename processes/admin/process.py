"""The officials' list of processes and the addresses of their pages. Every page writes through acts."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.web.admin_base import ActAdmin
from processes.admin import acts, components, editor, images
from processes.models import Process
from processes.policies import may_edit_process
from processes.timetable import standing


@admin.register(Process)
class ProcessAdmin(ActAdmin):
    """Processes that the official holds a role over: stewards set them up, the others read."""

    list_display = ("in_words", "where_it_stands", "institution", "territory", "published_at")
    list_filter = ("state",)
    search_fields = ("title",)
    ordering = ("-pk",)
    show_full_result_count = False

    def may_see_list(self, request: HttpRequest) -> bool:
        """Whoever holds a role somewhere sees the list; get_queryset narrows the rows."""
        person: Any = request.user
        return bool(person.is_active and person.is_staff and roles.scopes(person, roles.OFFICIALS) != set())

    def may_change(self, request: HttpRequest, obj: Any = None) -> bool:
        """Stewards of the process."""
        return self.may_see_list(request) and (obj is None or bool(may_edit_process(request.user, obj)))  # type: ignore[arg-type]

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Stewards of the installation or of an institution begin processes."""
        return self.may_see_list(request) and editor.may_begin(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Open the editor; without the role of a steward it is read-only."""
        return self.may_change(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Process]:
        """Return the processes within the official's scope."""
        found: Any = super().get_queryset(request)
        rows = found.workable_by(request.user, roles.OFFICIALS).select_related("institution", "territory", "subject")
        return rows.defer("subject__search", "territory__outline").prefetch_related("phases")  # type: ignore[no-any-return]

    @admin.display(description=_("title"), ordering="title")
    def in_words(self, process: Process) -> str:
        """Return its title in the reader's language."""
        return process.in_language("title")

    @admin.display(description=_("where it stands"))
    def where_it_stands(self, process: Process) -> str:
        """Say whether it is a draft, open, coming or ended."""
        return standing(process, timezone.now()).words

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of the acts."""
        views = {
            "publicar": ("publish", acts.publish),
            "despublicar": ("unpublish", acts.unpublish),
            "cerrar": ("close", acts.close),
            "resultados": ("outcome", acts.outcome),
            "reabrir": ("reopen", acts.reopen),
            "duplicar": ("duplicate", acts.duplicate),
            "calendario": ("preview", acts.preview),
            "imagen": ("image", images.image),
        }
        wrap = self.admin_site.admin_view
        made = [
            path(f"<int:pk>/{address}/", wrap(self._page(view)), name=f"processes_process_{name}")
            for address, (name, view) in views.items()
        ]
        return [
            *made,
            path(
                "<int:pk>/actividades/nueva/<slug:kind>/",
                wrap(self._page(components.add)),
                name="processes_process_add_component",
            ),
            path(
                "<int:pk>/actividades/<int:component_pk>/",
                wrap(self._page(components.change)),
                name="processes_process_component",
            ),
            path(
                "<int:pk>/actividades/<int:component_pk>/quitar/",
                wrap(self._page(components.remove)),
                name="processes_process_remove_component",
            ),
            *super().get_urls(),
        ]

    def _page(self, view: Any) -> Any:
        """Wrap a page of one process: outside the official's scope it does not exist."""

        def page(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            process = self.get_object(request, str(pk))
            if process is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
            response: HttpResponse = view(self, request, process, **kwargs)
            return response

        return page

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Begin a process, from a template or empty."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return editor.start(self, request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the editor: process, phases, openings and activities in one place."""
        process = self.get_object(request, object_id)
        if process is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return editor.edit(self, request, process)
