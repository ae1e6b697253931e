"""Admin pages of news: written, published now or at a moment, withdrawn."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from participation.access import roles
from participation.models import Person
from participation.web.act_forms import ActForm, ActFormAdmin
from participation.web.editor import prose_widget
from participation.web.forms import TidyCharField
from processes.actions import news as acts
from processes.models import News, NewsState, Process

STAY, NOW, LATER, WITHDRAW = "stay", "now", "later", "withdraw"
STEPS = {
    NewsState.DRAFT: [
        (STAY, _("Keep it as a draft")),
        (NOW, _("Publish it now")),
        (LATER, _("Publish it later")),
    ],
    NewsState.SCHEDULED: [
        (STAY, _("Leave it scheduled")),
        (NOW, _("Publish it now")),
        (LATER, _("Publish it at another moment")),
        (WITHDRAW, _("Take it from the schedule: it becomes a draft")),
    ],
    NewsState.PUBLISHED: [(STAY, _("Leave it published")), (WITHDRAW, _("Withdraw it: nobody sees it any more"))],
    NewsState.WITHDRAWN: [(STAY, _("Leave it withdrawn")), (NOW, _("Publish it again"))],
}


class NewsForm(ActForm):
    """A piece of news with its English text, its image, and what happens with it."""

    body = TidyCharField(label=_("text"), widget=prose_widget())
    title_en = TidyCharField(
        label=_("title, in English"), max_length=150, required=False, widget=UnfoldAdminTextInputWidget()
    )
    body_en = TidyCharField(label=_("text, in English"), required=False, widget=prose_widget())
    image_file = forms.FileField(label=_("image"), required=False, widget=UnfoldAdminFileFieldWidget())
    alt = TidyCharField(
        label=_("What the image shows, for those who cannot see it"),
        max_length=300,
        required=False,
        widget=UnfoldAdminTextInputWidget(),
    )
    remove_image = forms.BooleanField(label=_("Take the image away"), required=False, widget=UnfoldBooleanWidget())
    is_neutral = forms.BooleanField(
        label=_("It announces no achievement and names no authority: it stays up in electoral periods"),
        required=False,
        widget=UnfoldBooleanWidget(),
    )
    step = forms.ChoiceField(label=_("what happens with it"), widget=UnfoldAdminSelectWidget())
    when = forms.SplitDateTimeField(
        label=_("moment"),
        required=False,
        widget=UnfoldAdminSplitDateTimeWidget(),
        help_text=_("If it is for later."),
    )
    accept_electoral = forms.BooleanField(
        label=_("I know that it falls into an electoral period. It is written down."),
        required=False,
        widget=UnfoldBooleanWidget(),
    )

    class Meta:
        model = News
        fields = ["process", "title"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.fields["step"].choices = STEPS[row.state]  # type: ignore[attr-defined]
        if row.pk:
            english = row.translations.get("en", {})
            given = {"title_en": english.get("title", ""), "body_en": english.get("body", ""), "body": row.body}
            given |= {"is_neutral": row.is_neutral, "when": row.publish_at}
            for name, value in given.items():
                if name in self.fields:
                    self.fields[name].initial = value

    def clean(self) -> dict[str, Any]:
        """Ask for the words of an image, and for the moment of what is published later."""
        data = super().clean() or self.cleaned_data
        if data.get("image_file") and not data.get("alt"):
            self.add_error("alt", _("Say in words what the image shows."))
        if data.get("step") == LATER and not data.get("when") and "when" not in self.errors:
            self.add_error("when", _("Say when."))
        return data

    def act(self) -> News:
        """Write or change it, then do what was chosen."""
        data, by, at = self.cleaned_data, cast("Person", self.request.user), timezone.now()
        english = {"title": data["title_en"], "body": data["body_en"]}
        texts: dict[str, Any] = {name: data[name] for name in ("title", "body", "is_neutral")}
        texts |= {"translations": {**self.instance.translations, "en": english}, "by": by, "at": at}
        if self.instance.pk:
            row = News.objects.for_page().get(pk=self.instance.pk)
            row = acts.update_news(news=row, **texts)
        else:
            row = acts.write_news(process=data["process"], **texts)
        if data["image_file"] or (data["remove_image"] and row.image_id):
            row = acts.set_news_image(news=row, upload=data["image_file"] or None, alt=data["alt"], by=by, at=at)
        if data["step"] in {NOW, LATER}:
            moment = data["when"] if data["step"] == LATER else None
            accepted = data["accept_electoral"]
            return acts.publish_news(news=row, by=by, at=at, publish_at=moment, accept_electoral=accepted)
        return acts.withdraw_news(news=row, by=by, at=at) if data["step"] == WITHDRAW else row

    def _refuse(self, error: ValidationError) -> None:
        """Put what the act says of its moment beside the field of the moment."""
        if hasattr(error, "error_dict") and "publish_at" in error.error_dict:
            error.error_dict["when"] = error.error_dict.pop("publish_at")
        super()._refuse(error)


@admin.register(News)
class NewsAdmin(ActFormAdmin):
    """News of the processes that the official leads."""

    form = NewsForm
    list_display = ["title", "process", "state", "publish_at", "published_at"]
    list_filter = ["state"]
    list_select_related = ["process"]
    search_fields = ["title"]
    ordering = ["-created_at", "-pk"]
    show_full_result_count = False
    fieldsets = [
        (None, {"fields": ["process", "title", "body", "image_file", "alt", "remove_image", "is_neutral"]}),
        (_("In English"), {"fields": ["title_en", "body_en"]}),
        (_("Publish"), {"fields": ["step", "when", "accept_electoral"]}),
    ]

    def may_see_list(self, request: HttpRequest) -> bool:
        """Stewards of any process."""
        person = cast("Person", request.user)
        return bool(person.is_staff and roles.scopes(person, roles.STEWARDS) != set())

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the news of the processes that the official leads."""
        rows: Any = super().get_queryset(request)
        return rows.workable_by(request.user)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Offer the processes that the official leads."""
        form = super().get_form(request, obj, change, **kwargs)
        if "process" in form.base_fields:
            led: Any = Process.objects
            led = led.workable_by(request.user, roles.STEWARDS).exclude(state="draft")
            form.base_fields["process"].queryset = led.order_by("-created_at", "-pk")
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """News stays in its process."""
        return ["process"] if obj else []
