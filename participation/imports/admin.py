"""Admin page of imports: what was brought in, from where; read-only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from participation.imports.frame import kind_label
from participation.imports.policies import may_import
from participation.models import ImportBatch
from participation.web.admin_base import ActAdmin


class KindFilter(admin.SimpleListFilter):
    """What was imported, in words."""

    title = _("what was imported")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the kinds that were imported here."""
        kinds = ImportBatch.objects.order_by("kind").values_list("kind", flat=True).distinct()
        return [(kind, kind_label(kind)) for kind in kinds]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow the rows."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(ImportBatch)
class ImportBatchAdmin(ActAdmin):
    """Imported files with their source, licence and figures."""

    list_display = ["file_name", "what", "rows", "created", "updated", "unchanged", "by", "at"]
    list_filter = [KindFilter]
    list_select_related = ["by"]
    search_fields = ["file_name", "source"]
    ordering = ["-at", "-pk"]
    fields = ["file_name", "what", "source", "licence", "rows", "created", "updated", "unchanged", "by", "at", "sha256"]
    readonly_fields = fields
    history_events = ("participation.import.applied",)
    history_key = "batch"

    @admin.display(description=_("what was imported"), ordering="kind")
    def what(self, batch: ImportBatch) -> str:
        """Return what the file brought, in words."""
        return str(kind_label(batch.kind))

    def may_see_list(self, request: HttpRequest) -> bool:
        """Stewards of the installation."""
        return bool(request.user.is_staff and may_import(request.user))  # type: ignore[arg-type]
