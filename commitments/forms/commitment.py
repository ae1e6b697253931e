"""Forms of commitments: the texts, and one row of each part."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.content import LEVELS, LONG, PARTS, PILLARS
from commitments.models import Commitment, Value
from participation.followup.forms import day_field
from participation.models import Institution
from participation.web.forms import Form, TidyCharField

PART_NAMES = {
    "actors": _("Who takes part"),
    "objectives": _("Objectives"),
    "indicators": _("What is measured"),
    "risks": _("Risks"),
    "alignments": _("What it serves"),
}
LEVEL_NAMES = {"": _("not said"), "proactive": _("proactive"), "innovative": _("innovative")}
PILLAR_NAMES = {
    "transparency": _("Ambition in transparency"),
    "participation": _("Ambition in participation"),
    "accountability": _("Ambition in accountability"),
    "technology": _("Ambition in technology"),
}


def _text(name: str) -> TidyCharField:
    column: Any = Commitment._meta.get_field(name)
    widget = forms.Textarea(attrs={"rows": 3 if name == "summary" else 5}) if name in LONG else None
    return TidyCharField(label=column.verbose_name, max_length=column.max_length, required=False, widget=widget)


class CommitmentForm(Form):
    """What is promised. Who takes part, objectives, indicators, risks and alignments have pages of their own."""

    title = TidyCharField(label=_("Title"), max_length=300)
    title_en = TidyCharField(label=_("Title in English"), max_length=300, required=False)
    code = _text("code")
    number = _text("number")
    theme = TidyCharField(label=_("Theme of the plan"), max_length=200, required=False)
    summary = _text("summary")
    summary_en = TidyCharField(
        label=_("In a few words, in English"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    problem = _text("problem")
    causes = _text("causes")
    status_quo = _text("status_quo")
    solution = _text("solution")
    expected_results = _text("expected_results")
    verification_means = _text("verification_means")
    values = forms.MultipleChoiceField(
        label=_("Values of open government that it serves"),
        choices=Value.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Technology and inclusion help, but do not suffice alone."),
    )
    relevance = _text("relevance")
    contribution_transparency = _text("contribution_transparency")
    contribution_participation = _text("contribution_participation")
    contribution_accountability = _text("contribution_accountability")
    gender_statement = _text("gender_statement")
    inclusion_statement = _text("inclusion_statement")
    budget_note = _text("budget_note")
    budget = forms.DecimalField(
        label=_("Budget"),
        min_value=0,
        max_digits=16,
        decimal_places=2,
        required=False,
        help_text=_("In the currency below."),
    )
    currency = TidyCharField(label=_("Currency"), max_length=3, required=False, help_text=_("For example MXN."))
    additional_info = _text("additional_info")
    policy_areas = TidyCharField(
        label=_("Policy areas"), max_length=2000, required=False, help_text=_("With a semicolon between them.")
    )
    starts_on = day_field(_("Begins"))
    ends_on = day_field(_("Ends"))
    office = _text("office")
    contact_post = _text("contact_post")
    contact_email = forms.EmailField(label=_("E-mail of the office"), required=False)
    contact_phone = _text("contact_phone")
    is_proactive = forms.BooleanField(label=_("It was added outside the plan"), required=False)
    source_url = forms.URLField(
        label=_("Where it was taken from"), max_length=500, required=False, assume_scheme="https"
    )
    reason = TidyCharField(
        label=_("Why does it change?"),
        max_length=200,
        required=False,
        help_text=_("Needed once the plan is published: everybody reads it."),
    )
    legal_basis = TidyCharField(
        label=_("Legal basis of the change"), max_length=90, required=False, help_text=_("Where there is one.")
    )

    def __init__(self, *args: Any, commitment: Commitment | None = None, **kwargs: Any) -> None:
        if commitment is not None:
            kwargs["initial"] = self._initial(commitment)
        super().__init__(*args, **kwargs)
        for pillar in PILLARS:
            choices = [(level, LEVEL_NAMES[level]) for level in ("", *LEVELS)]
            chosen = forms.ChoiceField(label=PILLAR_NAMES[pillar], choices=choices, required=False)
            self.fields[f"ambition_{pillar}"] = chosen
            if commitment is not None:
                self.initial[f"ambition_{pillar}"] = commitment.ambition.get(pillar, "")

    def _initial(self, row: Commitment) -> dict[str, Any]:
        english = row.translations.get("en", {})
        given = {name: getattr(row, name) for name in self.base_fields if hasattr(row, name) and name != "theme"}
        return {
            **given,
            "theme": row.theme.title if row.theme else "",
            "policy_areas": "; ".join(row.policy_areas),
            "budget": None if row.budget_amount is None else row.budget_amount / 100,
            "title_en": english.get("title", ""),
            "summary_en": english.get("summary", ""),
        }

    def told(self, translations: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the arguments of the act; translations into languages other than English stay."""
        data = dict(self.cleaned_data)
        english = {name: data.pop(f"{name}_en") for name in ("title", "summary")}
        kept = {code: texts for code, texts in (translations or {}).items() if code != "en"}
        budget = data.pop("budget")
        ambition = {pillar: data.pop(f"ambition_{pillar}") for pillar in PILLARS}
        return {
            **data,
            "policy_areas": [part.strip() for part in data["policy_areas"].split(";") if part.strip()],
            "budget_amount": None if budget is None else int(budget * 100),
            "ambition": {pillar: level for pillar, level in ambition.items() if level},
            "translations": {**kept, **({"en": english} if any(english.values()) else {})},
        }


def part_formset(name: str) -> Any:
    """Return the formset of a part of a commitment: one row for each, empty ones are left out."""
    model, columns, _key = PARTS[name]
    fields = {column: _field(model._meta.get_field(column)) for column in columns}
    return forms.formset_factory(type(f"{name.title()}Form", (Form,), fields), extra=2, max_num=100, validate_max=True)


def _field(column: Any) -> forms.Field:
    """Return the field of a column; nothing is required, since an empty row says that there is none."""
    label = column.verbose_name
    if isinstance(column, models.ForeignKey):
        rows = Institution.objects.public().order_by("name", "pk").values_list("slug", "name")
        return forms.ChoiceField(label=label, choices=[("", "—"), *rows], required=False)
    if isinstance(column, models.DateField):
        return day_field(label)
    if isinstance(column, models.DecimalField):
        return forms.DecimalField(label=label, required=False, max_digits=17, decimal_places=4)
    if isinstance(column, models.BooleanField):
        return forms.BooleanField(label=label, required=False, initial=True)
    if isinstance(column, models.URLField):
        return forms.URLField(label=label, required=False, max_length=500, assume_scheme="https")
    if column.choices:
        default = column.default if column.has_default() else ""
        return forms.ChoiceField(label=label, choices=[("", "—"), *column.choices], required=False, initial=default)
    widget = forms.Textarea(attrs={"rows": 3}) if isinstance(column, models.TextField) else None
    return TidyCharField(label=label, max_length=column.max_length, required=False, widget=widget)


class MeasureForm(Form):
    """What an indicator measured."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    value = forms.DecimalField(label=_("Value"), max_digits=17, decimal_places=4)
    source_url = forms.URLField(label=_("Where it comes from"), max_length=500, required=False, assume_scheme="https")
    note = TidyCharField(label=_("Note"), max_length=300, required=False)


class LeaveForm(Form):
    """Who left, when and why."""

    on = forms.DateField(label=_("When did it leave?"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = TidyCharField(label=_("Why did it leave?"), max_length=500)
    statement = TidyCharField(
        label=_("Its own statement"), max_length=6000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    url = forms.URLField(label=_("Address of its statement"), max_length=500, required=False, assume_scheme="https")


class ServedForm(Form):
    """Which actions serve an objective."""

    actions = forms.MultipleChoiceField(
        label=_("Actions that serve it"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known: Any = self.fields["actions"]
        known.choices = choices
