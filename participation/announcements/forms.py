"""The form of a draft, and those of sending and stopping."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from participation.access import roles
from participation.announcements import actions
from participation.announcements.models import Announcement
from participation.announcements.segments import all_segments, get_segment
from participation.models import Subject
from participation.web.act_forms import ActForm
from participation.web.addresses import plain
from participation.web.editor import prose_widget
from participation.web.forms import TidyCharField

SHOWN_LINKS = 40
ENGLISH = ("title", "summary", "body")


def _line(label: Any, length: int, hint: Any = "") -> TidyCharField:
    widget = UnfoldAdminTextInputWidget()
    return TidyCharField(label=label, max_length=length, required=False, widget=widget, help_text=hint)


class SubjectField(forms.ModelChoiceField):
    """A subject by its title."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the title."""
        return str(obj.title)


class SubjectsField(forms.ModelMultipleChoiceField):
    """Subjects by their titles."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the title."""
        return str(obj.title)


class AnnouncementForm(ActForm):
    """To whom, and the text in both languages."""

    segment = forms.ChoiceField(label=_("to whom"), widget=UnfoldAdminSelectWidget())
    scope = SubjectField(
        label=_("which process"),
        queryset=Subject.objects.none(),
        required=False,
        widget=UnfoldAdminSelectWidget(),
        help_text=_("Only for people who took part in a process or follow it."),
    )
    address = _line(
        _("address of its page"),
        300,
        _("Only for people who support a proposal, or have not voted yet: copy the address of its page."),
    )
    summary = _line(
        _("in one sentence"), 300, _("Stands in lists and in e-mails of the day. Empty: the text's beginning.")
    )
    body = TidyCharField(label=_("text"), widget=prose_widget())
    title_en = _line(_("title, in English"), 150, _("Without English texts, everybody gets the Spanish ones."))
    summary_en = _line(_("in one sentence, in English"), 300)
    body_en = TidyCharField(label=_("text, in English"), required=False, widget=prose_widget())
    links = SubjectsField(
        label=_("processes to take part in, below the text"),
        queryset=Subject.objects.none(),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
    )

    class Meta:
        model = Announcement
        fields = ["kind", "territory", "title", "summary", "body"]
        help_texts = {
            "kind": _("A newsletter is longer and gathers several pieces of news; both are sent in the same way."),
            "territory": _("Only for residents of a territory."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = roles.scopes(self.request.user, roles.STEWARDS)  # type: ignore[arg-type]
        self.fields["segment"].choices = [  # type: ignore[attr-defined]
            (segment.name, segment.label) for segment in all_segments() if held is None or segment.of_subject
        ]
        kinds = {segment.about for segment in all_segments() if segment.listed}
        listed = Subject.objects.filter(kind__in=kinds).defer("search").order_by("title", "pk")
        mine = listed if held is None else listed.filter(Q(pk__in=held) | Q(ancestors__overlap=list(held)))
        self.fields["scope"].queryset = mine  # type: ignore[attr-defined]
        if "territory" in self.fields:
            self.fields["territory"].required = False
        self._offer_links(listed)
        self._begin()

    def _offer_links(self, listed: Any) -> None:
        """Offer the newest published ones, and what was chosen before."""
        newest = listed.public().order_by("-published_at", "-pk").values_list("pk", flat=True)[:SHOWN_LINKS]
        chosen = self.instance.links.values_list("pk", flat=True) if self.instance.pk else []
        shown = Subject.objects.filter(pk__in=[*newest, *chosen]).defer("search").order_by("-published_at", "-pk")
        self.fields["links"].queryset = shown  # type: ignore[attr-defined]
        self.fields["links"].initial = list(chosen)

    def _begin(self) -> None:
        """Show what is kept."""
        row = self.instance
        if not row.pk:
            return
        segment = get_segment(row.segment)
        self.fields["segment"].initial = row.segment
        if row.scope is not None and segment is not None:
            name = "scope" if segment.listed else "address"
            self.fields[name].initial = row.scope_id if segment.listed else row.scope.path
        for field in ENGLISH:
            self.fields[f"{field}_en"].initial = row.translations.get("en", {}).get(field, "")

    def act(self) -> Announcement:
        """Begin or change the draft."""
        data = self.cleaned_data
        segment = get_segment(data["segment"])
        english = {field: data[f"{field}_en"] for field in ENGLISH}
        # What was typed for another group is not looked at.
        scope = data["scope"] if segment and segment.listed else _by_address(data["address"])
        values = {
            "kind": data["kind"],
            "segment": data["segment"],
            "scope": scope,
            "territory": data.get("territory"),
            "title": data["title"],
            "summary": data["summary"],
            "body": data["body"],
            "translations": {**self.instance.translations, "en": english},
            "links": list(data["links"]),
            "by": self.request.user,
            "at": timezone.now(),
        }
        if self.instance.pk:
            return actions.edit_announcement(announcement=self.instance, **values)
        return actions.draft_announcement(**values)


def _by_address(address: str) -> Subject | None:
    """Return the subject whose page has an address, as it is copied from a browser."""
    path = address.strip().removeprefix(settings.AZOTEA_BASE_URL).partition("?")[0].partition("#")[0]
    if "://" in path:
        path = "/" + path.partition("://")[2].partition("/")[2]
    return Subject.objects.filter(path=plain(path)).defer("search").first() if path.startswith("/") else None


class SendForm(forms.Form):
    """Now, or at a moment; where two people are needed, why."""

    when = forms.ChoiceField(
        label=_("When"),
        choices=[("now", _("Now")), ("later", _("On the day and at the time below"))],
        initial="now",
        widget=UnfoldAdminRadioSelectWidget(),
    )
    send_at = forms.DateTimeField(
        label=_("Day and time"),
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    accept_electoral = forms.BooleanField(
        label=_("I know that it falls into an electoral period. It is written down."),
        required=False,
        widget=UnfoldBooleanWidget,
    )
    reason = TidyCharField(
        label=_("Why it is sent, for the second person"),
        max_length=500,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, two: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if two:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """Ask for the moment where it is sent later."""
        data = super().clean() or {}
        if data.get("when") == "later" and not data.get("send_at") and "send_at" not in self.errors:
            self.add_error("send_at", _("Say on which day and at what time."))
        return data


class StopForm(forms.Form):
    """Why the sending is stopped."""

    reason = TidyCharField(
        label=_("Reason to stop it"), max_length=300, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )
