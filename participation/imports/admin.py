"""Admin page of imports: what was brought in, from where; read-only."""

from django.contrib import admin
from django.http import HttpRequest

from participation.imports.policies import may_import
from participation.models import ImportBatch
from participation.web.admin_base import ActAdmin


@admin.register(ImportBatch)
class ImportBatchAdmin(ActAdmin):
    """Imported files with their source, licence and figures."""

    list_display = ["file_name", "kind", "rows", "created", "updated", "unchanged", "by", "at"]
    list_filter = ["kind"]
    list_select_related = ["by"]
    search_fields = ["file_name", "source"]
    ordering = ["-at", "-pk"]
    fields = ["file_name", "kind", "source", "licence", "rows", "created", "updated", "unchanged", "by", "at", "sha256"]
    readonly_fields = fields
    history_events = ("participation.import.applied",)
    history_key = "batch"

    def may_see_list(self, request: HttpRequest) -> bool:
        """Stewards of the installation."""
        return bool(request.user.is_staff and may_import(request.user))  # type: ignore[arg-type]
