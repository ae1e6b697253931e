"""Admin pages of lists for rules: what each is, how many places it has, and the import of a file."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.groups import actions, policies
from participation.groups.forms import ListFileForm
from participation.groups.importer import Sealed, read_list
from participation.groups.models import PersonGroup
from participation.imports import uploads
from participation.imports.frame import SourceFile, preview
from participation.web.act_forms import ActForm, ActFormAdmin


class GroupForm(ActForm):
    """What a list is."""

    class Meta:
        model = PersonGroup
        fields = ["name", "about", "is_offered"]
        help_texts = {
            "name": _("People who want to take part read it: “Citizens' council of the library”."),
            "about": _("In a sentence, for whoever wonders whether they are on it."),
            "is_offered": _("Rules that name it already keep it."),
        }

    def act(self) -> PersonGroup:
        """Create or change."""
        values = {"by": self.request.user, "at": timezone.now(), **self.cleaned_data}
        if self.instance.pk:
            return actions.update_group(group=self.instance, **values)
        return actions.create_group(**values)


@admin.register(PersonGroup)
class PersonGroupAdmin(ActFormAdmin):
    """Lists, with figures alone: nobody on them is shown, since nobody can be."""

    form = GroupForm
    list_display = ["name", "places_count", "taken_count", "is_offered", "made_at"]
    search_fields = ["name"]
    ordering = ["name", "pk"]
    history_events = ("groups.group.created", "groups.group.updated", "groups.group.imported")
    history_key = "group"
    figures = ["places_count", "taken_count", "import_link"]

    def may_see_list(self, request: HttpRequest) -> bool:
        """Stewards of the installation."""
        may = policies.may_keep_groups(request.user, at=timezone.now())  # type: ignore[arg-type]
        return bool(request.user.is_staff and may)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Count the places in the query of the list."""
        return super().get_queryset(request).annotate(n_places=Count("places"), n_taken=Count("places__person"))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return what can be written, and below it the figures."""
        return [*GroupForm.Meta.fields, *(self.figures if obj else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return the figures."""
        shown = super().get_readonly_fields(request, obj)
        return [*shown, *self.figures]

    @admin.display(description=_("places"), ordering="n_places")
    def places_count(self, group: Any) -> int:
        """Return how many places it has."""
        return int(getattr(group, "n_places", 0))

    @admin.display(description=_("taken by an account"), ordering="n_taken")
    def taken_count(self, group: Any) -> int:
        """Return how many of them somebody took."""
        return int(getattr(group, "n_taken", 0))

    @admin.display(description=_("fill it"))
    def import_link(self, group: PersonGroup) -> SafeString:
        """Return the link to the import."""
        address = reverse("admin:participation_persongroup_import", args=[group.pk])
        return format_html(
            '<a class="font-semibold text-primary-600 dark:text-primary-500 underline" href="{}">{}</a>',
            address,
            gettext("Import people from a file"),
        )

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Lead on to the import: an empty list lets nobody in."""
        return HttpResponseRedirect(reverse("admin:participation_persongroup_import", args=[obj.pk]))

    def get_urls(self) -> list[URLPattern]:
        """Add the import."""
        page = self.admin_site.admin_view(self.import_page)
        return [path("<int:pk>/importar/", page, name="participation_persongroup_import"), *super().get_urls()]

    def import_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a file, show what it would do, and do it when it is confirmed."""
        policies.may_keep_groups(request.user, at=timezone.now()).enforce()  # type: ignore[arg-type]
        group = get_object_or_404(PersonGroup, pk=pk)
        if request.method == "POST" and "confirm" in request.POST:
            return self._confirmed(request, group)
        form = ListFileForm(request.POST or None, request.FILES or None)
        context: dict[str, Any] = {"form": form}
        if request.method == "POST" and form.is_valid():
            try:
                context |= self._preview(request, group, form)
            except ValidationError as error:
                context["complaints"] = error.messages
        return self._page(request, group, context)

    def _preview(self, request: HttpRequest, group: PersonGroup, form: ListFileForm) -> dict[str, Any]:
        sealed = read_list(file=form.source_file(), group=group)
        whole = form.cleaned_data["whole"]
        plan = actions.plan_group(group=group, sealed=sealed, whole=whole, at=timezone.now())
        waits = SourceFile(sealed.file_name, sealed.dump(), sealed.source, "")
        token = uploads.keep(waits, person=int(request.user.pk or 0))
        return {"preview": preview(plan), "token": token, "whole": whole, "file": waits, "form": ListFileForm()}

    def _confirmed(self, request: HttpRequest, group: PersonGroup) -> HttpResponse:
        kept = uploads.take(request.POST.get("confirm", ""), person=int(request.user.pk or 0))
        if kept is None:
            complaint = gettext("The file is no longer here. Choose it again.")
            return self._page(request, group, {"form": ListFileForm(), "complaints": [complaint]})
        try:
            report = actions.import_group(
                group=group,
                sealed=Sealed.load(kept.data),
                whole=request.POST.get("whole") == "1",
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except ValidationError as error:
            return self._page(request, group, {"form": ListFileForm(), "complaints": error.messages})
        words = gettext("Added: %(added)s. Taken off: %(removed)s. There already: %(same)s.")
        figures = {"added": report.created, "removed": report.updated, "same": report.unchanged}
        messages.success(request, words % figures)
        return HttpResponseRedirect(reverse("admin:participation_persongroup_change", args=[group.pk]))

    def _page(self, request: HttpRequest, group: PersonGroup, context: dict[str, Any]) -> HttpResponse:
        complaints = context.get("complaints") or []
        page = {
            **self.admin_site.each_context(request),
            "title": _("Import people: %(name)s") % {"name": group.name},
            "opts": self.opts,
            "group": group,
            "complaints": complaints,
            **context,
        }
        wrong = complaints or context["form"].errors
        return render(request, "participation/groups/admin_import.html", page, status=422 if wrong else 200)
