"""Admin page of institutions."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminURLInputWidget

from participation.access import roles
from participation.institutions import actions, policies
from participation.institutions.kinds import KINDS, label_of
from participation.models import Institution
from participation.web.act_forms import ActForm, ActFormAdmin

FIELDS = ("name", "short_name", "kind", "email", "phone", "website")


class InstitutionForm(ActForm):
    """An institution with its further names, one per line."""

    kind = forms.ChoiceField(
        label=_("kind"), required=False, choices=[("", "—"), *KINDS.items()], widget=UnfoldAdminSelectWidget()
    )
    aliases = forms.CharField(
        label=_("other names"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("One per line: names and acronyms under which documents mention it."),
    )

    website = forms.URLField(
        label=_("website"), required=False, max_length=200, assume_scheme="https", widget=UnfoldAdminURLInputWidget()
    )

    class Meta:
        model = Institution
        fields = ["name", "short_name", "kind", "parent", "email", "phone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.pop("parent", None)
            known = {self.instance.name, self.instance.short_name}
            names = self.instance.aliases.order_by("name").values_list("name", flat=True)
            self.fields["aliases"].initial = "\n".join(name for name in names if name not in known)

    def act(self) -> Institution:
        """Create or update, then set the further names."""
        by, at = self.request.user, timezone.now()
        fields = {name: self.cleaned_data.get(name) or "" for name in FIELDS}
        aliases = [line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip()]
        if not self.instance.pk:
            return actions.create_institution(
                by=by,  # type: ignore[arg-type]
                at=at,
                parent=self.cleaned_data.get("parent"),
                aliases=aliases,
                **fields,  # type: ignore[arg-type]
            )
        institution = actions.update_institution(institution=self.instance, by=by, at=at, **fields)  # type: ignore[arg-type]
        actions.set_aliases(institution=institution, names=aliases, by=by, at=at)  # type: ignore[arg-type]
        return institution


@admin.register(Institution)
class InstitutionAdmin(ActFormAdmin):
    """Institutions: all of them for stewards of the installation, their own for others."""

    form = InstitutionForm
    list_display = ["name", "short_name", "kind_in_words", "parent"]
    list_select_related = ["parent"]
    search_fields = ["name", "short_name", "aliases__name"]
    ordering = ["name", "pk"]
    autocomplete_fields = ["parent"]
    fields = ["name", "short_name", "kind", "parent", "email", "phone", "website", "aliases"]

    @admin.display(description=_("kind"), ordering="kind")
    def kind_in_words(self, institution: Institution) -> str:
        """Return what sort of institution it is."""
        return label_of(institution.kind)

    def may_see_list(self, request: HttpRequest) -> bool:
        """Stewards of anything."""
        held = roles.scopes(request.user, roles.STEWARDS)  # type: ignore[arg-type]
        return bool(request.user.is_staff and (held is None or held))

    def may_change(self, request: HttpRequest, obj: Institution | None = None) -> bool:
        """Ask the act's policy."""
        if obj is None:
            return self.may_see_list(request)
        return bool(policies.may_edit_institution(request.user, obj))  # type: ignore[arg-type]

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Only stewards of the installation add."""
        return bool(policies.may_create_institution(request.user))  # type: ignore[arg-type]

    def get_fields(self, request: HttpRequest, obj: Institution | None = None) -> list[str]:
        """What it belongs to is chosen once: roles and subjects hang on it."""
        return [name for name in self.fields if obj is None or name != "parent"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the institutions of this steward."""
        found = super().get_queryset(request).select_related("subject")
        held = roles.scopes(request.user, roles.STEWARDS)  # type: ignore[arg-type]
        if held is None:
            return found
        return found.filter(Q(subject_id__in=held) | Q(subject__ancestors__overlap=list(held)))
