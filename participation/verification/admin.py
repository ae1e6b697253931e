"""Admin pages of verifications, seen and revoked; and those on which ways to verify are set up, without code."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from participation.access.policies import may_see_people
from participation.access.verdict import ActDenied
from participation.access.viewing.decorators import DeclaredPages
from participation.models import MethodSetting, Verification
from participation.verification import actions, policies
from participation.verification.methods import Offered, as_configured, configured, method_label
from participation.verification.minors import rules
from participation.web.admin_base import ActAdmin

MOST_DAYS = 36_500
PLACES = 32_767
AGES = 120
HOME = "admin:participation_methodsetting_changelist"


class RevokeForm(forms.ModelForm):
    """Why a verification is revoked."""

    revoked_reason = forms.CharField(
        label=_("Reason to revoke it"),
        max_length=300,
        help_text=_("The person is told this reason."),
        widget=forms.Textarea,
    )

    class Meta:
        model = Verification
        fields = ["revoked_reason"]


class IsRevoked(admin.SimpleListFilter):
    """In force, or revoked."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [("now", _("in force")), ("revoked", _("revoked"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow the list."""
        if self.value() in {"now", "revoked"}:
            return queryset.filter(revoked_at__isnull=self.value() == "now")
        return queryset


@admin.register(Verification)
class VerificationAdmin(DeclaredPages, ActAdmin):
    """Verifications; the seal of the document is not shown to anybody."""

    list_display = ["who", "how", "territory", "verified_by", "at", "revoked_at"]
    list_filter = ["method", IsRevoked]
    list_select_related = ["person", "territory", "verified_by"]
    search_fields = ["person__name", "person__email"]
    ordering = ["-at", "-pk"]
    show_full_result_count = False
    history_events = ("verification.person.verified", "verification.person.revoked")
    history_key = "verification"
    facts = ["who", "how", "birth_date", "territory", "verified_by", "at", "revoked_at"]

    @admin.display(description=_("person"))
    def who(self, verification: Verification) -> str:
        """Return the public name."""
        return verification.person.public_name

    @admin.display(description=_("method"), ordering="method")
    def how(self, verification: Verification) -> str:
        """Return the method in words."""
        return method_label(verification.method)

    def may_see_list(self, request: HttpRequest) -> bool:
        """Personal data: only for whoever manages the whole platform."""
        return bool(request.user.is_staff and may_see_people(request.user))  # type: ignore[arg-type]

    def may_change(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the act's policy for this verification."""
        if not self.may_see_list(request):
            return False
        return obj is None or bool(policies.may_revoke(request.user, obj, at=timezone.now()))  # type: ignore[arg-type]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Give the form of revoking."""
        return super().get_form(request, obj, change, **{**kwargs, "form": RevokeForm, "fields": ["revoked_reason"]})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return the facts, then the reason."""
        return [*self.facts, "revoked_reason"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return the facts; the reason too once it is given."""
        return self.facts if self.may_change(request, obj) else [*self.facts, "revoked_reason"]

    def act_update(self, request: HttpRequest, obj: Verification, form: Any) -> None:
        """Revoke."""
        reason = form.cleaned_data["revoked_reason"]
        actions.revoke_verification(verification=obj, reason=reason, by=request.user, at=timezone.now())  # type: ignore[arg-type]


def _number(label: Any, *, most: int, least: int = 0, required: bool = True, help_text: Any = "") -> forms.IntegerField:
    widget = UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=required, help_text=help_text, widget=widget
    )


class MethodForm(forms.Form):
    """How one way is offered."""

    enabled = forms.BooleanField(label=_("People may use this way"), required=False, widget=UnfoldBooleanWidget())
    position = _number(_("Place in the list"), most=PLACES, help_text=_("Lower numbers are shown first."))
    validity_days = _number(
        _("Days that a verification lasts"),
        least=1,
        most=MOST_DAYS,
        required=False,
        help_text=_("Empty: it has no end. Those that were made before keep their end."),
    )


class MinorsForm(forms.Form):
    """What holds for minors."""

    youngest = _number(
        _("Youngest age that is verified"), most=AGES, help_text=_("Below it nobody is verified. 0 means no limit.")
    )
    guardian_below = _number(
        _("Age below which a mother, father or guardian consents"),
        most=AGES,
        help_text=_("They go together to a counter. 0 means that nobody needs it."),
    )
    pseudonym_below = _number(
        _("Age below which a pseudonym is shown"),
        most=AGES,
        help_text=_("Until that birthday pages show a name that the platform gives. We advise 18. 0 means nobody."),
    )


@admin.register(MethodSetting)
class MethodSettingAdmin(ActAdmin):
    """Every way to verify that the platform knows, offered or not; each is set up on a page of its own."""

    def may_see_list(self, request: HttpRequest) -> bool:
        """Whoever manages the whole platform."""
        return bool(request.user.is_staff and policies.may_configure(request.user, at=timezone.now()))  # type: ignore[arg-type]

    def get_urls(self) -> list[URLPattern]:
        """Return the list, the page of each way, and that of minors: rows have no pages of their own."""
        wrap = self.admin_site.admin_view
        return [
            path("menores/", wrap(self.minors_page), name="participation_methodsetting_minors"),
            path("forma/<str:name>/", wrap(self.setup_page), name="participation_methodsetting_setup"),
            path("", wrap(self.changelist_view), name="participation_methodsetting_changelist"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """List the ways in their order."""
        policies.may_configure(request.user, at=timezone.now()).enforce()  # type: ignore[arg-type]
        rows = [(way, way.method.is_ready(way.settings)) for way in configured()]
        context = {"title": gettext("Ways to verify who one is"), "rows": rows, "minors": rules()}
        return self._page(request, "admin_methods.html", context)

    def setup_page(self, request: HttpRequest, name: str) -> HttpResponse:
        """Show and take how one way is offered."""
        policies.may_configure(request.user, at=timezone.now()).enforce()  # type: ignore[arg-type]
        way = as_configured(name)
        if way is None:
            raise Http404
        form, more = self._forms(request, way)
        if request.method == "POST" and all([form.is_valid(), more is None or more.is_valid()]):
            settings = dict(more.cleaned_data) if more is not None else dict(way.settings)
            by: Any = request.user
            data = form.cleaned_data
            act = partial(actions.set_method, name=name, settings=settings, **data, by=by, at=timezone.now())
            done = self._done(form, act)
            if done:
                messages.success(request, gettext("“%(way)s” is set up.") % {"way": way.label})
                return redirect(HOME)
        context = {"title": way.label, "way": way, "forms": [one for one in (form, more) if one is not None]}
        context["is_ready"] = way.method.is_ready(way.settings)
        return self._page(request, "admin_method.html", context)

    def _forms(self, request: HttpRequest, way: Offered) -> tuple[MethodForm, forms.Form | None]:
        data = request.POST if request.method == "POST" else None
        days = way.validity.days if way.validity else None
        form = MethodForm(data, initial={"enabled": way.enabled, "position": way.position, "validity_days": days})
        if way.method.settings_form is None:
            return form, None
        return form, way.method.settings_form()(data, initial=dict(way.settings), prefix="settings")

    def _done(self, form: forms.Form, act: Any) -> bool:
        try:
            act()
        except ActDenied as error:
            form.add_error(None, str(error.denial.message))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return True
        return False

    def minors_page(self, request: HttpRequest) -> HttpResponse:
        """Show and take what holds for minors."""
        policies.may_configure(request.user, at=timezone.now()).enforce()  # type: ignore[arg-type]
        mine = rules()
        initial = {name: getattr(mine, name) for name in MinorsForm.base_fields}
        form = MinorsForm(request.POST if request.method == "POST" else None, initial=initial)
        if (
            request.method == "POST"
            and form.is_valid()
            and self._done(
                form,
                lambda: actions.set_minor_rules(**form.cleaned_data, by=request.user, at=timezone.now()),  # type: ignore[arg-type]
            )
        ):
            messages.success(request, gettext("The rules for minors are set."))
            return redirect(HOME)
        return self._page(request, "admin_method.html", {"title": gettext("Rules for minors"), "forms": [form]})

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.opts, "home": reverse(HOME), **context}
        return render(request, f"participation/verification/{template}", whole)
