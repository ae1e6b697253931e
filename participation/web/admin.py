"""Admin pages of the installation and its editable pages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
    UnfoldBooleanWidget,
)

from participation.models import Installation, Page
from participation.web import actions, policies
from participation.web.act_forms import ActForm, ActFormAdmin
from participation.web.editor import prose_widget
from participation.web.forms import TidyCharField
from participation.web.menu.admin import MenuAdmin

__all__ = ["InstallationAdmin", "MenuAdmin", "PageAdmin"]

ENGLISH = {"government": 120, "headline": 120, "licence": 120}

SWATCH = (
    '<span style="text-align:center"><b style="display:block;padding:.5rem .8rem;color:#fff;'
    'background:hsl({0} 83% 25.5%)">{0}°</b><b style="display:block;padding:.5rem .8rem;color:#0c1a1f;'
    'background:hsl({0} 55% 68%)">{0}°</b></span>'
)


def _line(label: Any, length: int) -> TidyCharField:
    return TidyCharField(label=label, max_length=length, required=False, widget=UnfoldAdminTextInputWidget())


class InstallationForm(ActForm):
    """Name, look and contact of the installation, with English texts and the logo."""

    government_en = _line(_("government, in English"), 120)
    headline_en = _line(_("headline of the home page, in English"), 120)
    licence_en = _line(_("licence of the open data, in English"), 120)
    new_logo = forms.FileField(
        label=_("new logo"),
        required=False,
        widget=UnfoldAdminFileFieldWidget(),
        help_text=_("A square PNG, JPEG or WebP picture; it is shown 34 pixels high."),
    )
    remove_logo = forms.BooleanField(label=_("remove the logo"), required=False, widget=UnfoldBooleanWidget())

    licence_url = forms.URLField(
        label=_("address of the licence"), max_length=200, assume_scheme="https", widget=UnfoldAdminURLInputWidget()
    )

    class Meta:
        model = Installation
        fields = ["name", "government", "headline", "hue", "is_sample", "contact_phone", "contact_email", "licence"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ENGLISH:
            self.fields[f"{name}_en"].initial = self.instance.translations.get("en", {}).get(name, "")

    def act(self) -> Installation:
        """Update the installation, and its logo where one was sent."""
        by, at = self.request.user, timezone.now()
        english = {name: self.cleaned_data[f"{name}_en"] for name in ENGLISH}
        translations = {**self.instance.translations, "en": english}
        values = {name: self.cleaned_data[name] for name in actions.FIELDS if name != "translations"}
        done = actions.update_installation(by=by, at=at, translations=translations, **values)  # type: ignore[arg-type]
        if self.cleaned_data["new_logo"] or (self.cleaned_data["remove_logo"] and done.logo_id):
            done = actions.set_logo(upload=self.cleaned_data["new_logo"] or None, by=by, at=at)  # type: ignore[arg-type]
        return done


@admin.register(Installation)
class InstallationAdmin(ActFormAdmin):
    """The one row of the installation."""

    form = InstallationForm
    history_events = ("participation.installation.updated",)
    readonly_fields = ["hue_preview"]
    fieldsets = [
        (None, {"fields": ["name", "government", "government_en", "headline", "headline_en", "is_sample"]}),
        (_("Look"), {"fields": ["hue", "hue_preview", "new_logo", "remove_logo"]}),
        (_("Contact"), {"fields": ["contact_phone", "contact_email"]}),
        (_("Open data"), {"fields": ["licence", "licence_en", "licence_url"]}),
    ]

    @admin.display(description=_("what the hues look like"))
    def hue_preview(self, place: Installation) -> SafeString:
        """Return samples of the brand at every thirtieth degree, the present one first, on light and on dark."""
        hues = [(hue,) for hue in (place.hue, *range(0, 360, 30))]
        return format_html(
            '<div style="display:flex;flex-wrap:wrap;gap:.5rem">{}</div>', format_html_join("", SWATCH, hues)
        )

    def may_see_list(self, request: HttpRequest) -> bool:
        """Stewards of the installation."""
        return bool(request.user.is_staff and policies.may_edit_installation(request.user))  # type: ignore[arg-type]

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """The row is added only while there is none."""
        # The menu of every page of the admin asks this: only the list and the form for a first row look.
        match = request.resolver_match
        here = "/participation/installation/" in request.path and not (match and match.kwargs.get("object_id"))
        return here and self.may_see_list(request) and not Installation.objects.exists()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Go straight to the one row."""
        if self.may_see_list(request) and Installation.objects.exists():
            return redirect(reverse("admin:participation_installation_change", args=[1]))
        return super().changelist_view(request, extra_context)


class PageForm(ActForm):
    """A page with its English text."""

    body = TidyCharField(label=_("text"), widget=prose_widget())
    title_en = _line(_("title, in English"), 150)
    body_en = TidyCharField(
        label=_("text, in English"),
        required=False,
        widget=prose_widget(),
    )
    reason = TidyCharField(
        label=_("why it changes"),
        required=False,
        max_length=300,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("Shown in the list of versions."),
    )

    class Meta:
        model = Page
        fields = ["title", "body", "slug", "in_footer", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        english = self.instance.translations.get("en", {}) if self.instance.pk else {}
        self.fields["title_en"].initial = english.get("title", "")
        self.fields["body_en"].initial = english.get("body", "")

    def act(self) -> Page:
        """Create or update."""
        data, by, at = self.cleaned_data, self.request.user, timezone.now()
        values = {
            "title": data["title"],
            "body": data["body"],
            "in_footer": data["in_footer"],
            "position": data["position"],
            "translations": {**self.instance.translations, "en": {"title": data["title_en"], "body": data["body_en"]}},
        }
        if self.instance.pk:
            return actions.update_page(page=self.instance, by=by, at=at, reason=data["reason"], **values)  # type: ignore[arg-type]
        return actions.create_page(slug=data["slug"], by=by, at=at, **values)  # type: ignore[arg-type]


@admin.register(Page)
class PageAdmin(ActFormAdmin):
    """Editable pages."""

    form = PageForm
    list_display = ["title", "slug", "in_footer", "position", "updated_at"]
    search_fields = ["title", "slug"]
    ordering = ["position", "pk"]
    fields = ["title", "body", "title_en", "body_en", "slug", "in_footer", "position", "reason"]

    def may_see_list(self, request: HttpRequest) -> bool:
        """Stewards of the installation."""
        return bool(request.user.is_staff and policies.may_edit_pages(request.user))  # type: ignore[arg-type]

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> list[str]:
        """An address that is public stays: links stay good."""
        return ["slug"] if obj else []

    def get_fields(self, request: HttpRequest, obj: Page | None = None) -> list[str]:
        """A first version needs no reason."""
        return [name for name in self.fields if obj is not None or name != "reason"]
