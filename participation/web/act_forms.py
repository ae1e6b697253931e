"""Forms of admin pages whose last step of validation is the act itself: what it refuses stands beside the field.

What was typed stays in the form; nothing is written unless the act was done whole.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from participation.access.verdict import ActDenied
from participation.web.admin_base import ActAdmin
from participation.web.editor import with_nonce


class ActForm(forms.ModelForm):
    """A model form that calls an act instead of saving. ``done`` holds what the act returned."""

    request: HttpRequest
    done: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(str(field.label or ""))

    def act(self) -> Any:
        """Call the act with the cleaned data; each subclass says which."""
        raise NotImplementedError

    def validate_unique(self) -> None:
        """Nothing: the act checks what must be unique, and says it in its own words."""

    def _post_clean(self) -> None:
        # Constraints too are the act's to check: its words name the field.
        self.instance.validate_constraints = lambda *args, **kwargs: None
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            with transaction.atomic():
                self.done = self.act()
        except ActDenied as error:
            self.add_error(None, str(error.denial.message))
        except ValidationError as error:
            self._refuse(error)
        except IntegrityError:
            self.add_error(None, _("Somebody made the same thing at this moment. Look at it, and try again."))

    def _refuse(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.add_error(None, list(error.messages))
            return
        for name, messages in error.message_dict.items():
            self.add_error(name if name in self.fields else None, messages)


class ActFormAdmin(ActAdmin):
    """An admin page whose form is an ActForm."""

    form = ActForm

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form class of this request; Django makes one for each."""
        form = super().get_form(request, obj, change, **kwargs)
        form.request = request
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Give the scripts of the widgets the request's nonce: the editor's import map needs it."""
        context["media"] = with_nonce(context["media"], request)
        return super().render_change_form(request, context, *args, **kwargs)

    def act_create(self, request: HttpRequest, form: ActForm) -> Any:
        """Return what the form's act made."""
        return form.done

    def act_update(self, request: HttpRequest, obj: Any, form: ActForm) -> None:
        """Nothing is left to do: the form's act was called when it was validated."""
