"""Admin pages of territories: one by one, or from a file with a preview."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from participation.imports import uploads
from participation.imports.forms import ImportForm
from participation.imports.frame import SourceFile, preview
from participation.models import Territory
from participation.territories import actions
from participation.territories.importer import plan_territories
from participation.territories.policies import may_edit_territories
from participation.web.act_forms import ActForm, ActFormAdmin
from participation.web.forms import JsonField


class TerritoryForm(ActForm):
    """A territory. The outline is GeoJSON as text; the act checks it."""

    class Meta:
        model = Territory
        fields = ["name", "level", "parent", "cvegeo", "outline", "source", "is_active"]
        widgets = {"outline": UnfoldAdminTextareaWidget(attrs={"rows": 8, "spellcheck": "false"})}
        field_classes = {"outline": JsonField}

    def clean_cvegeo(self) -> str | None:
        """Return the code, or None where there is none."""
        return self.cleaned_data.get("cvegeo") or None

    def act(self) -> Territory:
        """Create or update."""
        values = {"by": self.request.user, "at": timezone.now(), **self.cleaned_data}
        if self.instance.pk:
            return actions.update_territory(territory=self.instance, **values)
        return actions.create_territory(**values)


@admin.register(Territory)
class TerritoryAdmin(ActFormAdmin):
    """Territories."""

    form = TerritoryForm
    list_display = ["name", "level", "cvegeo", "parent", "is_active"]
    list_filter = ["level", "is_active"]
    search_fields = ["name", "cvegeo", "sort_key"]
    list_select_related = ["parent"]
    ordering = ["sort_key", "pk"]
    autocomplete_fields = ["parent"]
    list_before_template = "participation/territories/admin_import_link.html"
    history_events = ("participation.territory.created", "participation.territory.updated")
    history_key = "territory"

    def may_see_list(self, request: HttpRequest) -> bool:
        """Stewards of the installation."""
        return bool(request.user.is_staff and may_edit_territories(request.user))  # type: ignore[arg-type]

    def get_urls(self) -> list[URLPattern]:
        """Add the import."""
        page = self.admin_site.admin_view(self.import_page)
        return [path("importar/", page, name="participation_territory_import"), *super().get_urls()]

    def import_page(self, request: HttpRequest) -> HttpResponse:
        """Take a file, show what it would do, and do it when it is confirmed."""
        may_edit_territories(request.user).enforce()  # type: ignore[arg-type]
        if request.method == "POST" and "confirm" in request.POST:
            return self._confirmed(request)
        form = ImportForm(request.POST or None, request.FILES or None)
        context: dict[str, Any] = {"form": form}
        if request.method == "POST" and form.is_valid():
            file = form.source_file()
            try:
                context["preview"] = preview(plan_territories(file=file, by=request.user, at=timezone.now()))  # type: ignore[arg-type]
                context["token"] = uploads.keep(file, person=int(request.user.pk or 0))
                context["file"] = file
            except ValidationError as error:
                context["complaints"] = error.messages
        return self._page(request, context)

    def _confirmed(self, request: HttpRequest) -> HttpResponse:
        file = uploads.take(request.POST.get("confirm", ""), person=int(request.user.pk or 0))
        if file is None:
            return self._page(
                request, {"form": ImportForm(), "complaints": [gettext("The file is no longer here. Choose it again.")]}
            )
        try:
            report = self._apply(request, file)
        except ValidationError as error:
            return self._page(request, {"form": ImportForm(), "complaints": error.messages})
        messages.success(
            request,
            gettext("Created: %(created)s. Updated: %(updated)s. Unchanged: %(unchanged)s.")
            % {"created": report.created, "updated": report.updated, "unchanged": report.unchanged},
        )
        return redirect(reverse("admin:participation_territory_changelist"))

    def _apply(self, request: HttpRequest, file: SourceFile) -> Any:
        return actions.import_territories(
            data=file.data,
            file_name=file.name,
            source=file.source,
            licence=file.licence,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )

    def _page(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        complaints = context.get("complaints") or []
        page = {
            **self.admin_site.each_context(request),
            "title": _("Import territories"),
            "opts": self.model._meta,
            "complaints": complaints,
            **context,
        }
        return render(request, "participation/territories/admin_import.html", page, status=422 if complaints else 200)
