"""Base of every admin page: nothing is saved or deleted but through an act.

A subclass names its acts: ``act_create(request, form) -> object`` and ``act_update(request, obj, form) -> None``;
without them the page is read-only. There is no delete; withdrawing is an act of its own.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from unfold.admin import ModelAdmin

from participation.access.verdict import ActDenied


class ActAdmin(ModelAdmin):
    """An admin page that writes through acts only. Policies of the acts decide who may; the admin only asks them."""

    act_create: Any = None
    act_update: Any = None
    actions = None
    list_fullwidth = True
    warn_unsaved_form = True
    compressed_fields = True

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
        """Nothing: the act wrote everything, inlines included."""

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Refuse: an inline must be written by the act."""
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
