"""Admin pages of the catalogue of mechanisms."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminURLInputWidget

from participation.models import Person
from participation.web.act_forms import ActForm, ActFormAdmin
from participation.web.forms import TidyCharField
from processes import actions
from processes.models import Mechanism
from processes.policies import may_edit_mechanisms

OWN = (*Mechanism.TRANSLATABLE, "legal_url", "checked_on", "position")
ENGLISH = Mechanism.TRANSLATABLE


class MechanismForm(ActForm):
    """A mechanism with its English texts."""

    legal_url = forms.URLField(
        label=_("address of the legal basis"), assume_scheme="https", max_length=400, widget=UnfoldAdminURLInputWidget()
    )
    published = forms.BooleanField(label=_("show it in the catalogue"), required=False, initial=True)

    class Meta:
        model = Mechanism
        fields = list(OWN)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        english = self.instance.translations.get("en", {})
        for name in ENGLISH:
            if f"{name}_en" in self.fields:
                self.fields[f"{name}_en"].initial = english.get(name, "")
        if self.instance.pk and "published" in self.fields:
            self.fields["published"].initial = self.instance.subject.state == "published"

    def act(self) -> Mechanism:
        """Add or change it."""
        data = dict(self.cleaned_data)
        english = {name: data.pop(f"{name}_en", "") for name in ENGLISH}
        values: dict[str, Any] = {
            **data,
            "translations": {**self.instance.translations, "en": english},
            "by": cast("Person", self.request.user),
            "at": timezone.now(),
        }
        if self.instance.pk:
            return actions.update_mechanism(mechanism=Mechanism.objects.get(pk=self.instance.pk), **values)
        return actions.create_mechanism(**values)


for _name in ENGLISH:
    _field: Any = Mechanism._meta.get_field(_name)
    MechanismForm.declared_fields[f"{_name}_en"] = TidyCharField(
        label=format_lazy("{} ({})", _field.verbose_name, _("in English")),
        required=False,
        max_length=_field.max_length or 4000,
        widget=forms.TextInput() if _field.max_length else forms.Textarea(attrs={"rows": 4}),
    )


@admin.register(Mechanism)
class MechanismAdmin(ActFormAdmin):
    """The catalogue."""

    form = MechanismForm
    list_display = ["title", "legal_basis", "checked_on", "position"]
    search_fields = ["title", "legal_basis"]
    ordering = ["position", "pk"]
    fieldsets = [
        (None, {"fields": [*OWN, "published"]}),
        (_("In English"), {"fields": [f"{name}_en" for name in ENGLISH]}),
    ]

    def may_see_list(self, request: HttpRequest) -> bool:
        """Stewards of the installation."""
        return bool(request.user.is_staff and may_edit_mechanisms(request.user))  # type: ignore[arg-type]
