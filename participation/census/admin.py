"""Admin pages of lists of people: upload a file, see what it would bring, confirm it, and watch it go in."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from participation.access.verdict import ActDenied
from participation.access.viewing.decorators import declared
from participation.census import actions, policies
from participation.census.models import BUSY, Census, CensusImport, ImportState
from participation.census.preview import shown
from participation.imports.table import MAX_BYTES
from participation.web.act_forms import ActForm, ActFormAdmin
from participation.web.forms import TidyCharField


class WithdrawForm(ActForm):
    """Why a list is withdrawn."""

    end_reason = TidyCharField(
        label=_("Reason to withdraw it"),
        max_length=300,
        help_text=_("The lines are deleted at once. Who was verified with the list stays so."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )

    class Meta:
        model = Census
        fields = ["end_reason"]

    def act(self) -> Census:
        """Withdraw."""
        reason = self.cleaned_data["end_reason"]
        return actions.withdraw_census(census=self.instance, reason=reason, by=self.request.user, at=timezone.now())  # type: ignore[arg-type]


class TakeOffForm(forms.Form):
    """Who asked to be taken off every list."""

    document = TidyCharField(
        label=_("Number of the document"),
        max_length=60,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        widget=UnfoldAdminDateWidget(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )


class ListsAdmin(ActFormAdmin):
    """What both pages have in common: stewards of the whole installation alone."""

    def may_see_list(self, request: HttpRequest) -> bool:
        """Stewards of the installation."""
        may = policies.may_keep_lists(request.user, at=timezone.now())  # type: ignore[arg-type]
        return bool(request.user.is_staff and may)


@admin.register(Census)
class CensusAdmin(ListsAdmin):
    """Lists in use and those of before; nobody on them is shown, since nobody can be."""

    form = WithdrawForm
    list_display = ["name", "rows", "reachable", "imported_at", "valid_until", "ended_at"]
    ordering = ["-imported_at", "-pk"]
    list_before_template = "participation/census/admin_links.html"
    history_events = ("census.list.imported", "census.list.withdrawn")
    history_key = "census"
    facts = [
        "name",
        "source",
        "file_name",
        "rows",
        "reachable",
        "valid_until",
        "imported_by",
        "imported_at",
        "ended_at",
    ]

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Lists come from files."""
        return False

    def may_change(self, request: HttpRequest, obj: Any = None) -> bool:
        """Withdrawing is for lists in use."""
        if not self.may_see_list(request):
            return False
        return obj is None or bool(policies.may_withdraw(request.user, obj, at=timezone.now()))  # type: ignore[arg-type]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return the facts, then the reason."""
        return [*self.facts, "end_reason"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return the facts; the reason too once it is given."""
        return self.facts if self.may_change(request, obj) else [*self.facts, "end_reason"]

    def get_urls(self) -> list[URLPattern]:
        """Add the page to take a person off, which tells whether the lists have somebody: it is declared."""
        page = self.admin_site.admin_view(declared(self.take_off))
        return [path("quitar/", page, name="participation_census_take_off"), *super().get_urls()]

    def take_off(self, request: HttpRequest) -> HttpResponse:
        """Take a person off every list, as they asked for."""
        now = timezone.now()
        policies.may_keep_lists(request.user, at=now).enforce()  # type: ignore[arg-type]
        form = TakeOffForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                lists = actions.take_off_lists(**form.cleaned_data, by=request.user, at=now)  # type: ignore[arg-type]
            except ActDenied as error:
                form.add_error(None, str(error.denial.message))
            except ValidationError as error:
                form.add_error("document", error.messages)
            else:
                messages.success(request, gettext("The person was taken off %(n)s lists.") % {"n": lists})
                return HttpResponseRedirect(reverse("admin:participation_census_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Take a person off the lists"),
            "opts": self.opts,
            "form": form,
        }
        status = 422 if form.errors else 200
        return render(request, "participation/census/admin_take_off.html", context, status=status)


class UploadForm(ActForm):
    """A file and what it is."""

    upload = forms.FileField(
        label=_("file"),
        widget=UnfoldAdminFileFieldWidget(),
        help_text=_(
            "CSV or XLSX with a column curp (or ine, or documento) and, where there are, fecha de nacimiento,"
            " territorio, correo and celular. Other columns are not read."
        ),
    )
    field_order = ["name", "upload", "source", "valid_until", "territory"]

    class Meta:
        model = CensusImport
        fields = ["name", "source", "valid_until", "territory"]
        help_texts = {
            "name": _("A newer file with the same name takes the place of the whole list."),
            "source": _("Which office keeps it, and of when it is."),
            "valid_until": _("After this day nobody is looked up in it. Empty: until a newer file comes."),
        }

    def clean_upload(self) -> Any:
        """Refuse a file that is too large."""
        file = self.cleaned_data["upload"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than %(size)s MB.") % {"size": MAX_BYTES >> 20})
        return file

    def act(self) -> CensusImport:
        """Keep the file to be read."""
        data = dict(self.cleaned_data)
        file = data.pop("upload")
        values = {**data, "file_name": file.name, "chunks": file.chunks()}
        return actions.upload_census(**values, by=self.request.user, at=timezone.now())  # type: ignore[arg-type]


@admin.register(CensusImport)
class CensusImportAdmin(ListsAdmin):
    """Files on their way to become lists."""

    form = UploadForm
    list_display = ["name", "file_name", "state", "by", "made_at", "finished_at"]
    list_filter = ["state"]
    list_select_related = ["by"]
    ordering = ["-made_at", "-pk"]
    autocomplete_fields = ["territory"]
    fields = ["name", "upload", "source", "valid_until", "territory"]
    history_events = ("census.file.uploaded", "census.file.confirmed", "census.file.cancelled")
    history_key = "file"

    def may_change(self, request: HttpRequest, obj: Any = None) -> bool:
        """A file is not edited: it is confirmed or taken back."""
        return obj is None and self.may_see_list(request)

    def get_urls(self) -> list[URLPattern]:
        """Add the acts upon one file."""
        return [
            path("<int:pk>/confirmar/", self.admin_site.admin_view(self.confirm), name="census_import_confirm"),
            path("<int:pk>/cancelar/", self.admin_site.admin_view(self.cancel), name="census_import_cancel"),
            *super().get_urls(),
        ]

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Lead to the page of the file, and let it be read at once."""
        return self._to_page(obj)

    def _to_page(self, job: CensusImport) -> HttpResponseRedirect:
        from participation.census.tasks import work
        from participation.events.tasks import ask

        if job.state in {ImportState.WAITING, ImportState.CONFIRMED}:
            ask(work)
        return HttpResponseRedirect(reverse("admin:participation_censusimport_change", args=[job.pk]))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show how far a file is, what it would bring or what is wrong with it."""
        policies.may_keep_lists(request.user, at=timezone.now()).enforce()  # type: ignore[arg-type]
        job = self.get_object(request, object_id)
        if job is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": job.name,
            "opts": self.opts,
            "job": job,
            "shown": shown(job),
            "moves": job.state in {*BUSY, ImportState.WAITING, ImportState.CONFIRMED},
            "may_cancel": policies.may_cancel_import(request.user, job, at=timezone.now()),  # type: ignore[arg-type]
        }
        return render(request, "participation/census/admin_import.html", context)

    def _act(self, request: HttpRequest, pk: int, act: Any) -> HttpResponse:
        now = timezone.now()
        policies.may_keep_lists(request.user, at=now).enforce()  # type: ignore[arg-type]
        job = get_object_or_404(CensusImport, pk=pk)
        if request.method == "POST":
            try:
                job = act(job=job, by=request.user, at=now)
            except ActDenied as error:
                messages.error(request, str(error.denial.message))
        return self._to_page(job)

    def confirm(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let a file be imported."""
        return self._act(request, pk, actions.confirm_census)

    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a file back."""
        return self._act(request, pk, actions.cancel_census)
