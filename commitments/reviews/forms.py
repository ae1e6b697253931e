"""Forms of independent review: the document, what is said of a commitment, appointments and declarations."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.models import Assessment, AssessmentScheme, AssessmentValue, Phase, Plan, Variable, VariableKind
from commitments.reviews.actions import Verdict
from participation.models import Person
from participation.web.forms import Form, TidyCharField
from processes.encounters.forms.fields import day, text
from processes.models import Encounter, Forum

BLANK = "_blank"
FACTS = ("title", "phase", "summary", "document_url", "document_year", "document_on", "comment_from", "comment_until")


class DocumentForm(Form):
    """The document of an assessment: its method, moment, address and dates."""

    scheme = forms.ModelChoiceField(
        label=_("Method of assessment"),
        queryset=AssessmentScheme.objects.none(),
        help_text=_("Each version of a method is a method of its own. It cannot be changed later."),
    )
    title = TidyCharField(
        label=_("Name of the document"), max_length=200, help_text=_("For example: Results report 2019–2022.")
    )
    phase = forms.ChoiceField(label=_("Which moment of the plan does it look at?"), choices=Phase.choices)
    summary = text(_("Summary"), rows=4, longest=6000, hint=_("In words that anybody understands."))
    assessor_name = TidyCharField(label=_("Who assessed"), max_length=150)
    independent = forms.BooleanField(label=_("Whoever assessed is independent of the government"), required=False)
    document_url = TidyCharField(
        label=_("Address of the document"), max_length=500, required=False, help_text=_("It begins with https://")
    )
    source = TidyCharField(
        label=_("Where it was copied from"),
        max_length=300,
        required=False,
        help_text=_("If it has no address: the library or office that keeps it."),
    )
    document_year = forms.IntegerField(
        label=_("Year of the document"),
        required=False,
        min_value=1990,
        max_value=2200,
        help_text=_("If it is known."),
    )
    document_on = day(_("Date of the document"), required=False, hint=_("If the exact day is known."))
    comment_from = day(_("Open for comments since"), required=False)
    comment_until = day(_("Open for comments until"), required=False)

    def __init__(self, *args: Any, copied: bool, assessment: Assessment | None = None, **kwargs: Any) -> None:
        if assessment is not None:
            names = (*FACTS, "assessor_name", "source")
            kwargs["initial"] = {name: getattr(assessment, name) for name in names}
        else:
            kwargs.setdefault("initial", {"independent": True})
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        gone = () if copied else ("assessor_name", "independent", "source")
        for name in (*gone, *(("scheme", "independent") if assessment is not None else ())):
            fields.pop(name, None)
        if "scheme" in fields:
            fields["scheme"].queryset = AssessmentScheme.objects.order_by("family", "valid_from", "pk")

    def facts(self) -> dict[str, Any]:
        """Return what the acts take."""
        data = dict(self.cleaned_data)
        if "scheme" in data:
            data["scheme"] = data["scheme"].code
        return data


class SayForm(Form):
    """What an assessment says of one commitment, or of the whole plan: a field for each variable, with its reasons."""

    def __init__(
        self, *args: Any, variables: list[Variable], values: list[AssessmentValue], copied: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.variables, self.copied = variables, copied
        said = {value.variable_id: value for value in values}
        for variable in variables:
            self._add(variable, said.get(variable.pk))

    def _add(self, variable: Variable, value: AssessmentValue | None) -> None:
        fields: Any = self.fields
        code = variable.code
        if variable.kind == VariableKind.SCALE:
            blank = [(BLANK, _("The document leaves it blank"))] if self.copied else []
            steps = [(step.code, step.label) for step in sorted(variable.scale.all(), key=lambda one: one.position)]
            kept = "" if value is None else (value.value.code if value.value else BLANK)
            fields[f"value_{code}"] = forms.ChoiceField(
                label=variable.label,
                choices=[("", _("Says nothing")), *steps, *blank],
                required=False,
                initial=kept,
            )
        elif variable.kind == VariableKind.NUMBER:
            fields[f"number_{code}"] = forms.DecimalField(
                label=variable.label,
                required=False,
                max_digits=12,
                decimal_places=4,
                initial=value.number if value else None,
            )
        if self.copied and variable.kind == VariableKind.SCALE:
            fields[f"said_{code}"] = TidyCharField(
                label=_("%(variable)s: the words of the document, if they differ") % {"variable": variable.label},
                required=False,
                max_length=200,
                initial=value.as_said if value else "",
            )
        label = (
            variable.label
            if variable.kind == VariableKind.TEXT
            else _("Reasons: %(variable)s") % {"variable": variable.label}
        )
        reason = text(label, rows=3, longest=20_000)
        reason.initial = value.rationale if value else ""
        fields[f"reason_{code}"] = reason

    def verdicts(self, footnotes: dict[int, list[dict[str, str]]]) -> list[Verdict]:
        """Return what was said; notes that were there stay with their variable."""
        found = []
        for variable in self.variables:
            code, data = variable.code, self.cleaned_data
            value, reason = data.get(f"value_{code}") or "", data.get(f"reason_{code}") or ""
            number: Decimal | None = data.get(f"number_{code}")
            said = data.get(f"said_{code}") or ""
            if value or reason or said or number is not None:
                found.append(
                    Verdict(
                        code,
                        "" if value == BLANK else value,
                        as_said=said,
                        rationale=reason,
                        number=number,
                        footnotes=footnotes.get(variable.pk, []),
                    )
                )
        return found


class AppointForm(Form):
    """Whom a forum appointed, for which plan, in which session."""

    plan = forms.ModelChoiceField(label=_("Plan to assess"), queryset=Plan.objects.none())
    session = forms.ModelChoiceField(
        label=_("Session that decided it"),
        queryset=Encounter.objects.none(),
        help_text=_("Only sessions whose minutes are published."),
    )
    email = forms.EmailField(
        label=_("E-mail of their account here"),
        help_text=_("Nobody sees it. They are told."),
    )
    name = TidyCharField(
        label=_("Name or organisation"), max_length=150, help_text=_("As their assessments are signed, in public.")
    )

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["plan"].queryset = Plan.objects.public().for_page().order_by("-starts_on", "-pk")  # type: ignore[attr-defined]
        held = Encounter.objects.filter(forum_session__forum=forum, state="closed")
        fields["session"].queryset = held.order_by("-starts_at", "-pk")

    def clean_email(self) -> Person:
        """Return whose account it is."""
        address = self.cleaned_data["email"]
        found = Person.objects.filter(email__iexact=address, is_active=True, erased_at__isnull=True).first()
        if found is None:
            raise forms.ValidationError(_("Nobody has an account with this e-mail. Ask them to sign up first."))
        return found

    def facts(self) -> dict[str, Any]:
        """Return what the act takes."""
        data = dict(self.cleaned_data)
        person = data.pop("email")
        return {**data, "person": person}


class WhyForm(Form):
    """A reason that everybody reads."""

    reason = text(_("Why?"), rows=3, longest=500, required=True, hint=_("Everybody reads it."))


class SureForm(Form):
    """A page that says what will happen, and one button."""
