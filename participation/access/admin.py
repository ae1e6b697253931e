"""Admin page of roles: given and ended by acts; a steward sees the roles of their own processes."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.access import actions, policies
from participation.access.models import Role, RoleKind
from participation.access.roles import FIELD, STEWARDS, scopes
from participation.models import Person, Subject
from participation.people.querysets import find_people
from participation.web.admin_base import ActAdmin


class GrantForm(forms.ModelForm):
    """Who, which role, where. The person is named by e-mail, mobile number or code: nobody browses accounts here."""

    contact = forms.CharField(
        label=_("Person"),
        max_length=254,
        help_text=_("E-mail, mobile number, or the code of their page “My verification”."),
    )
    person: Person | None = None

    class Meta:
        model = Role
        fields = ["kind", "scope"]

    def clean_contact(self) -> str:
        """Find the one person meant."""
        found = list(find_people(self.cleaned_data["contact"])[:2])
        if len(found) != 1:
            raise ValidationError(_("No account was found with this. The person has to sign up first."))
        self.person = found[0]
        return str(self.cleaned_data["contact"])

    def _post_clean(self) -> None:
        """Leave constraints to the act, which takes a repetition for what it is."""


class EndForm(forms.ModelForm):
    """The wish to end a role."""

    end = forms.BooleanField(label=_("End this role now"), required=True)

    class Meta:
        model = Role
        fields: list[str] = []


class IsInForce(admin.SimpleListFilter):
    """In force, or ended."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [("now", _("in force")), ("ended", _("ended"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow the list."""
        if self.value() in {"now", "ended"}:
            return queryset.filter(ended_at__isnull=self.value() == "now")
        return queryset


@admin.register(Role)
class RoleAdmin(ActAdmin):
    """Roles within what the official stewards."""

    list_before_template = "participation/handover/admin_link.html"
    list_display = ["who", "kind", "where", "granted_at", "ended_at"]
    list_filter = ["kind", IsInForce]
    list_select_related = ["person", "scope"]
    search_fields = ["person__name", "scope__title"]
    ordering = ["-granted_at", "-pk"]
    show_full_result_count = False
    history_events = ("access.role.granted", "access.role.ended")
    history_key = "role"

    @admin.display(description=_("person"))
    def who(self, role: Role) -> str:
        """Return the public name."""
        return role.person.public_name

    @admin.display(description=_("where"))
    def where(self, role: Role) -> str:
        """Return the scope in words."""
        return role.scope.title if role.scope else str(_("the whole installation"))

    def may_see_list(self, request: HttpRequest) -> bool:
        """Let stewards in."""
        held = scopes(request.user, STEWARDS)  # type: ignore[arg-type]
        return bool(request.user.is_staff and (held is None or held))

    def may_change(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the act's policy for this role, once for all that a page of the admin shows or hides by it."""
        if not self.may_see_list(request):
            return False
        if obj is None:
            return True
        asked: dict[int, bool] = request.__dict__.setdefault("_may_end_role", {})
        if obj.pk not in asked:
            may = obj.ended_at is None and policies.may_end_role(request.user, obj, at=timezone.now())  # type: ignore[arg-type]
            asked[obj.pk] = bool(may)
        return asked[obj.pk]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the roles within what the official stewards."""
        held = scopes(request.user, STEWARDS)  # type: ignore[arg-type]
        rows = super().get_queryset(request)
        return rows if held is None else rows.filter(Q(scope__in=held) | Q(scope__ancestors__overlap=list(held)))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Give the form of granting or of ending, with the scopes that the official may choose."""
        kwargs["form"] = EndForm if obj else GrantForm
        kwargs["fields"] = kwargs["form"].Meta.fields
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None:
            self._narrow(request, form)
        return form

    def _narrow(self, request: HttpRequest, form: Any) -> None:
        held = scopes(request.user, STEWARDS)  # type: ignore[arg-type]
        choices = Subject.objects.filter(kind__in=["process", "institution"]).order_by("kind", "title", "pk")
        form.base_fields["scope"].queryset = choices if held is None else choices.filter(pk__in=held)
        form.base_fields["scope"].required = held is not None
        # Field accounts are made at their own desk, with their dates.
        form.base_fields["kind"].choices = [c for c in form.base_fields["kind"].choices if c[0] not in FIELD]
        if held is not None:
            form.base_fields["kind"].choices = [c for c in RoleKind.choices if c[0] in policies.BELOW_STEWARD]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return the form's own fields, and for an existing role what it is."""
        if obj is None:
            return ["contact", "kind", "scope"]
        facts = ["who", "kind", "where", "granted_at", "ended_at"]
        return [*facts, "end"] if self.may_change(request, obj) else facts

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return what an existing role shows."""
        return ["who", "kind", "where", "granted_at", "ended_at"] if obj else []

    def act_create(self, request: HttpRequest, form: Any) -> Role:
        """Grant."""
        data = form.cleaned_data
        return actions.grant_role(
            person=form.person,
            kind=data["kind"],
            scope=data["scope"],
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )

    def act_update(self, request: HttpRequest, obj: Role, form: Any) -> None:
        """End."""
        actions.end_role(role=obj, by=request.user, at=timezone.now())  # type: ignore[arg-type]
