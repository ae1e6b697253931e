"""Forms of what is followed up. They validate and explain; the acts write."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.files.forms import AttachmentsField
from participation.followup.models import Action, EvidenceKind
from participation.followup.states import Declared, Voice
from participation.models import Institution
from participation.web.forms import Form, TidyCharField

HOW = [
    ("going", _("It goes on")),
    ("stopped", _("It stands still: something is in the way")),
    ("done", _("It is done")),
]


def day_field(label: Any, **more: Any) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}), **more)


class ReportForm(Form):
    """How it goes, in two minutes: only the first two questions must be answered."""

    text = TidyCharField(
        label=_("What was done since the last report?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In plain words, as you would tell a neighbour. Anybody reads it."),
    )
    how = forms.ChoiceField(label=_("How does it go?"), choices=HOW, widget=forms.RadioSelect, initial="going")
    percent = forms.IntegerField(
        label=_("How much is done, in percent?"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("Leave it empty if you cannot tell."),
    )
    steps_done = forms.IntegerField(label=_("Steps done"), required=False, min_value=0, max_value=10_000)
    steps_total = forms.IntegerField(label=_("Of how many"), required=False, min_value=1, max_value=10_000)
    back_reason = TidyCharField(
        label=_("Why is it less than before?"),
        required=False,
        max_length=300,
        help_text=_("Only if you tell a smaller number than last time."),
    )
    link_title = TidyCharField(label=_("What does the page show?"), required=False, max_length=200)
    link = forms.URLField(
        label=_("Address of a page that shows it"), required=False, max_length=500, assume_scheme="https"
    )
    uploads = AttachmentsField(label=_("Photographs or documents that show it"), required=False, maximum=5)
    obstacle = TidyCharField(
        label=_("What is in the way?"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    needed = TidyCharField(label=_("What is needed?"), required=False, max_length=300)
    needed_from = TidyCharField(label=_("From whom?"), required=False, max_length=200)
    same_again = forms.BooleanField(label=_("Nothing changed since the last report"), required=False)
    act_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, responsible: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not responsible:  # a monitor tells, but does not declare
            known: Any = self.fields["how"]
            known.choices = HOW[:2]

    def clean(self) -> dict[str, Any]:
        """Ask for the obstacle where it stands still, and for a title beside an address."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("how") == "stopped" and not data.get("obstacle"):
            self.add_error("obstacle", _("Say what stands in the way."))
        return data

    def told(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        names = ("text", "how", "percent", "steps_done", "steps_total", "back_reason", "same_again", "act_id")
        data = self.cleaned_data
        links = [(data["link_title"] or data["link"][:200], data["link"])] if data["link"] else []
        return {
            **{name: data[name] for name in names},
            **{name: data[name] for name in ("obstacle", "needed", "needed_from")},
            "files": data["uploads"],
            "links": links,
        }


class EvidenceForm(Form):
    """Something that shows it: an address or a file."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=EvidenceKind.choices, widget=forms.RadioSelect)
    title = TidyCharField(label=_("What does it show?"), max_length=200)
    url = forms.URLField(label=_("Its address"), required=False, max_length=500, assume_scheme="https")
    uploads = AttachmentsField(label=_("Or the file"), required=False, maximum=1)

    def told(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in ("kind", "title", "url")},
            "upload": next(iter(data["uploads"]), None),
        }


class ObstacleForm(Form):
    """What stands in the way."""

    text = TidyCharField(label=_("What is in the way?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    since = day_field(_("Since when?"), help_text=_("Leave it empty for today."))
    needed = TidyCharField(label=_("What is needed?"), required=False, max_length=300)
    needed_from = TidyCharField(label=_("From whom?"), required=False, max_length=200)


class DeclareForm(Form):
    """That it is done, stands still, will not be done, or goes on again."""

    what = forms.ChoiceField(label=_("What do you declare?"), widget=forms.RadioSelect)
    reason = TidyCharField(
        label=_("Why?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for all but “it is done”. It is shown."),
    )

    def __init__(self, *args: Any, action: Action, plans: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = []
        if action.declared != Declared.NOTHING:
            choices.append(("reopen", _("It goes on again")))
        if action.declared in {Declared.NOTHING, Declared.SUSPENDED}:
            choices.append(("done", _("It is done")))
            if action.declared == Declared.NOTHING:
                choices.append(("suspend", _("It stands still for now")))
            if plans:
                choices.append(("abandon", _("It will not be done")))
        known: Any = self.fields["what"]
        known.choices = choices


class ReasonForm(Form):
    """A reason that is shown."""

    reason = TidyCharField(
        label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("It is shown.")
    )


class DueForm(Form):
    """By when, as a day or in words."""

    due_on = day_field(_("Last day"))
    due_words = TidyCharField(
        label=_("Or in words"),
        required=False,
        max_length=60,
        help_text=_("For example: winter 2027, second half of 2027, March 2027. We work out the last day."),
    )


class DatesForm(DueForm):
    """From when, and by when."""

    starts_on = day_field(_("When does it begin?"))
    field_order: tuple[str, ...] = ("starts_on",)


class MoveDatesForm(DatesForm):
    """New dates, with the reason."""

    reason = TidyCharField(
        label=_("Why do the dates move?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is shown beside the old dates and the new ones."),
    )

    def clean(self) -> dict[str, Any]:
        """A day that did not change beside new words is worked out anew from the words."""
        data: dict[str, Any] = super().clean() or {}
        if "due_words" in self.changed_data and data.get("due_words") and "due_on" not in self.changed_data:
            data["due_on"] = None
        return data


class ResponsibleForm(Form):
    """Who answers for what is followed up."""

    institution = forms.ModelChoiceField(
        label=_("Institution responsible"), queryset=Institution.objects.none(), required=False
    )
    responsible = TidyCharField(
        label=_("Person or organisation responsible, in words"),
        required=False,
        max_length=200,
        help_text=_("An institution, this, or both."),
    )
    contact = TidyCharField(
        label=_("Whom to ask"), required=False, max_length=200, help_text=_("An office and its e-mail or telephone.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known: Any = self.fields["institution"]
        known.queryset = Institution.objects.public().order_by("name", "pk")


class ActionForm(ResponsibleForm):
    """What is to be done, and who is responsible."""

    title = TidyCharField(label=_("What is to be done?"), max_length=200)
    description = TidyCharField(
        label=_("What exactly?"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    deliverable = TidyCharField(label=_("What will be there at the end?"), required=False, max_length=300)
    place = TidyCharField(label=_("Where"), required=False, max_length=200)
    weight = forms.IntegerField(
        label=_("Weight"),
        min_value=1,
        max_value=100,
        initial=1,
        help_text=_("How much it counts beside the other actions when the share that is done is worked out."),
    )
    field_order = ("title", "description", "deliverable", "institution", "responsible", "contact")


class NewActionForm(DatesForm, ActionForm):
    """A new action with its dates."""

    field_order = ActionForm.field_order


class ReportsForm(Form):
    """How often it is told how it goes."""

    months = forms.IntegerField(
        label=_("Months between two reports"),
        min_value=0,
        max_value=24,
        help_text=_("0 asks for none. When a report is missing, the page says so by itself."),
    )


class ReporterForm(Form):
    """Who tells of it beside the offices."""

    email = forms.EmailField(label=_("E-mail of their account"), max_length=254)
    voice = forms.ChoiceField(
        label=_("In whose voice?"),
        choices=[(Voice.CIVIL_SOCIETY, Voice.CIVIL_SOCIETY.label), (Voice.MONITOR, Voice.MONITOR.label)],
        widget=forms.RadioSelect,
    )
    organisation = TidyCharField(label=_("For which organisation?"), max_length=200)
