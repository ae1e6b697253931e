"""Base of every admin page: nothing is saved or deleted but through an act.

A subclass names its acts: ``act_create(request, form) -> object`` and ``act_update(request, obj, form) -> None``;
without them the page is read-only. There is no delete; withdrawing is an act of its own. There are no inlines: they
would be validated after the act was done.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from participation.access.verdict import ActDenied

# Django's own widgets have no border in this admin: a field that a form declares by itself gets the admin's look.
WIDGETS = {
    forms.TextInput: UnfoldAdminTextInputWidget,
    forms.Textarea: UnfoldAdminTextareaWidget,
    forms.CheckboxInput: UnfoldBooleanWidget,
}


def act_on_each(
    request: HttpRequest, rows: Iterable[Any], act: Callable[[Any], object], *, name: Callable[[Any], object]
) -> int:
    """Do an act on each selected row; a refusal is told beside the row's name. Return on how many it was done."""
    done = 0
    for row in rows:
        try:
            act(row)
            done += 1
        except ActDenied as denied:
            messages.error(request, f"{name(row)}: {denied.denial.message}")
        except ValidationError as error:
            messages.error(request, f"{name(row)}: {' '.join(error.messages)}")
    return done


class ActAdmin(ModelAdmin):
    """An admin page that writes through acts only. Policies of the acts decide who may; the admin only asks them."""

    act_create: Any = None
    act_update: Any = None
    actions = None
    list_fullwidth = True
    warn_unsaved_form = True
    compressed_fields = True
    # Which events tell the history of a row that has no subject: these, with the row's key under this name.
    history_events: tuple[str, ...] = ()
    history_key = ""
    HISTORY_LENGTH = 100

    def may_see_list(self, request: HttpRequest) -> bool:
        """Tell whether this official sees the list at all; rows are narrowed by get_queryset."""
        return bool(request.user.is_active and request.user.is_staff and request.user.is_superuser)

    def may_change(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether the change form may be sent for this row."""
        return self.may_see_list(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the app in the menu."""
        return self.may_see_list(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """See rows (those that get_queryset gives)."""
        return self.may_see_list(request)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Add only where there is an act."""
        return self.act_create is not None and self.may_see_list(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Change only where there is an act."""
        return self.act_update is not None and self.may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: nothing is deleted in the admin."""
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Refuse to narrow a list by a person through the address: no screen gathers what one person did.

        What a page means to offer it declares as a filter of its own, with the choices that officials may make.
        """
        field = lookup.split("__", maxsplit=1)[0]
        for known in self.model._meta.concrete_fields:
            person = known.is_relation and known.related_model is get_user_model()
            if person and field in {known.name, known.attname}:
                return False
        return super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Refuse inlines when the project starts: the act is called before Django validates them."""
        found = list(super().check(**kwargs))
        if self.inlines:
            hint = "Ask for the rows in the form itself, or write a view that calls the act."
            found.append(Error("An ActAdmin has no inlines.", hint=hint, obj=type(self), id="participation.E010"))
        return found

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form with every plain widget in the admin's look."""
        form = super().get_form(request, obj, change, **kwargs)
        for field in form.base_fields.values():
            dressed = WIDGETS.get(type(field.widget))
            if dressed is not None:
                attributes = field.widget.attrs
                field.widget = dressed()
                field.widget.attrs.update(attributes)
                field.widget.is_required = field.required
        return form

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """None, so that the act is the last step of validation and nothing can fail after it."""
        return []

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Let the act do everything; the form only validated."""
        if change:
            if self.act_update is None:
                raise PermissionDenied
            self.act_update(request, form.instance, form)
            return form.instance
        if self.act_create is None:
            raise PermissionDenied
        made = self.act_create(request, form)
        form.instance = made
        return made

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing: save_form called the act."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: the act wrote everything."""

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Refuse: whatever is written, the act writes."""
        raise PermissionDenied

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Refuse."""
        raise PermissionDenied

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Refuse."""
        raise PermissionDenied

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Nothing: the act's event is the log."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Nothing: the act's event is the log."""

    def history_of(self, obj: Any) -> Q:
        """Return which events tell the history of a row: those of its subject, or those declared for this page."""
        subject = getattr(obj, "subject_id", None)
        if subject is not None:
            return Q(subject_id=subject)
        told = Q(name__in=self.history_events)
        return told & Q(payload__contains={self.history_key: obj.pk}) if self.history_key else told

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show the log of a row: who did what when, and what was before and after."""
        from participation.events.log import entries, log_for

        obj = self.get_object(request, object_id)
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        found = log_for(request.user).filter(self.history_of(obj))  # type: ignore[arg-type]
        lines = entries(found[: self.HISTORY_LENGTH + 1])
        whole = f"{reverse('admin:participation_event_changelist')}?subject__id__exact={getattr(obj, 'subject_id', '')}"
        context = {
            **self.admin_site.each_context(request),
            "title": _("Log of “%(thing)s”") % {"thing": obj},
            "opts": self.opts,
            "object": obj,
            "entries": lines[: self.HISTORY_LENGTH],
            "whole_url": whole if len(lines) > self.HISTORY_LENGTH and getattr(obj, "subject_id", None) else "",
            **(extra_context or {}),
        }
        return TemplateResponse(request, "participation/events/admin_history.html", context)

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show an act's denial or complaint above the page instead of an error."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ActDenied as error:
            messages.error(request, str(error.denial.message))
        except ValidationError as error:
            for text in error.messages:
                messages.error(request, text)
        return HttpResponseRedirect(request.get_full_path())
