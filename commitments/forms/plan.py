"""Forms of plans."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.models import Plan, PlanKind
from participation.followup.forms import day_field
from participation.web.forms import Form, TidyCharField

DATED = ("extended_to", "submitted_on", "signed_on")


class PlanSettingsForm(Form):
    """A plan has no settings of its own as an activity: what it is, is set up on its page."""


class PlanForm(Form):
    """What a plan says of itself. Its title and introduction are those of its activity."""

    kind = forms.ChoiceField(label=_("Kind of plan"), choices=PlanKind.choices)
    jurisdiction = TidyCharField(label=_("Country, state or municipality"), max_length=120, required=False)
    ordinal = forms.IntegerField(label=_("Which plan is it: 1, 2, 3…?"), min_value=1, max_value=99, required=False)
    cycle_year = forms.IntegerField(label=_("Year of its cycle"), min_value=1990, max_value=2100, required=False)
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    dates_words = TidyCharField(
        label=_("Its time in words"),
        max_length=120,
        required=False,
        help_text=_("Only where the source gives no days: it is shown in their place."),
    )
    extended_to = day_field(_("Extended until"))
    extension_reason = TidyCharField(
        label=_("Why it is extended"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    submitted_on = day_field(_("Handed in on"))
    signed_on = day_field(_("Published on"), help_text=_("Where it was published elsewhere, such as in the gazette."))
    vision = TidyCharField(
        label=_("What does it want to change?"),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    office = TidyCharField(label=_("Office that answers for the plan"), max_length=200, required=False)
    contact = TidyCharField(
        label=_("Whom to ask"), max_length=300, required=False, help_text=_("The post and the e-mail of the office.")
    )
    official_url = forms.URLField(
        label=_("Address of the official text"), max_length=500, required=False, assume_scheme="https"
    )
    gazette_ref = TidyCharField(label=_("Where the gazette published it"), max_length=300, required=False)
    source = TidyCharField(label=_("Source of these data"), max_length=400, required=False)
    source_url = forms.URLField(label=_("Address of the source"), max_length=500, required=False, assume_scheme="https")
    source_licence = TidyCharField(label=_("Licence of the source"), max_length=120, required=False)
    ran_elsewhere = forms.BooleanField(
        label=_("It was carried out before it is put down here"),
        required=False,
        help_text=_("Nothing in it is then counted as late, and it can be closed without being published here."),
    )
    reason = TidyCharField(
        label=_("Why does it change?"),
        max_length=200,
        required=False,
        help_text=_("Needed once the plan is published: everybody reads it."),
    )

    def __init__(self, *args: Any, plan: Plan | None = None, **kwargs: Any) -> None:
        if plan is not None:
            kwargs["initial"] = {name: getattr(plan, name) for name in self.base_fields if name != "reason"}
        super().__init__(*args, **kwargs)
        if plan is None:
            del self.fields["reason"]


class PeriodForm(Form):
    """One reporting period."""

    label = TidyCharField(label=_("Name of the period"), max_length=80, required=False)
    opens_on = day_field(_("Reports are taken from"))
    closes_on = day_field(_("Last day to report"))

    def clean(self) -> dict[str, Any]:
        """Ask for both days where there is a name."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("label"):
            for name in ("opens_on", "closes_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("This is missing."))
        return data

    def told(self) -> tuple[str, date, date] | None:
        """Return the period; None for an empty row."""
        data = self.cleaned_data
        return (data["label"], data["opens_on"], data["closes_on"]) if data.get("label") else None


PeriodFormSet = forms.formset_factory(PeriodForm, extra=3, max_num=40, validate_max=True)


class TallyForm(Form):
    """A count that somebody published."""

    counted_by = TidyCharField(label=_("Who counted?"), max_length=200)
    document = TidyCharField(label=_("In which document?"), max_length=300)
    url = forms.URLField(label=_("Its address"), max_length=500, required=False, assume_scheme="https")
    published_on = day_field(_("When was it published?"))
    rows = TidyCharField(
        label=_("The numbers"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One line for each, as the document names it: complete: 20"),
    )
    note = TidyCharField(label=_("Note"), max_length=600, required=False)

    def clean_rows(self) -> list[tuple[str, int]]:
        """Return the numbers with their names."""
        found = []
        for line in self.cleaned_data["rows"].splitlines():
            if not line.strip():
                continue
            label, _mark, number = line.rpartition(":")
            if not label.strip() or not number.strip().isdigit() or len(number.strip()) > 5:
                raise forms.ValidationError(_("Write each line as: complete: 20"))
            found.append((label.strip(), int(number)))
        return found


class ReasonForm(Form):
    """A reason that everybody reads."""

    reason = TidyCharField(label=_("Why?"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class FileForm(Form):
    """A table or JSON of commitments."""

    file = forms.FileField(
        label=_("File"), help_text=_("The table of this platform as CSV or XLSX, or its JSON. At most 10 MB.")
    )
    reason = TidyCharField(
        label=_("Why does it change?"),
        max_length=200,
        required=False,
        help_text=_("Needed once the plan is published: everybody reads it."),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large to read at once."""
        file = self.cleaned_data["file"]
        if file.size > 10 << 20:
            raise forms.ValidationError(_("The file is larger than %(size)s MB.") % {"size": 10})
        return file
