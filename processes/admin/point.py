"""Admin list of collection points: it leads to their desk, where they are kept."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from participation.access.roles import STEWARDS, scopes
from participation.models import Person
from participation.web.admin_base import ActAdmin
from processes.models import Point


@admin.register(Point)
class PointAdmin(ActAdmin):
    """The points of the institutions for which the official answers."""

    list_display = ["name", "institution", "address", "closed_at", "desk"]
    list_select_related = ["institution"]
    search_fields = ["name", "address"]
    ordering = ["name", "pk"]
    show_full_result_count = False
    fields = ["name", "institution", "address", "directions", "opens_on", "closes_on", "closed_at"]
    readonly_fields = fields

    @admin.display(description=_("desk"))
    def desk(self, row: Point) -> str:
        """Lead to where the point is kept."""
        return format_html('<a href="{}">{}</a>', reverse("processes:point-desk", args=[row.pk]), _("Coordinate it"))

    def may_see_list(self, request: HttpRequest) -> bool:
        """Stewards of any institution."""
        person = cast("Person", request.user)
        return bool(person.is_staff and scopes(person, STEWARDS) != set())

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the points of those institutions."""
        rows: Any = super().get_queryset(request)
        return rows.workable_by(request.user)
