"""Forms of dossiers."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.models import Person, Role
from participation.responses.forms import PersonField
from participation.web.forms import Form, TidyCharField
from proposals.actions.dossier import NOTE_LIMIT, OPINION_LIMIT
from proposals.models import CRITERIA, Dossier, Feasibility

SCORES = [("", _("Not said")), *((str(n), str(n)) for n in range(1, 6))]


class PeopleField(forms.ModelMultipleChoiceField):
    """A choice of several officials, by their public names."""

    label_from_instance = PersonField.label_from_instance


def evaluators() -> Any:
    """Return whoever evaluates somewhere; the act asks whether they do there."""
    held = Role.objects.filter(kind__in=roles.EVALUATORS, ended_at__isnull=True)
    return Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name", "pk")


class AssignForm(Form):
    """To whom, until when, and what is asked."""

    evaluators = PeopleField(
        label=_("Who evaluates them?"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person.")},
    )
    working_days = forms.IntegerField(
        label=_("In how many working days?"), min_value=1, max_value=250, required=False, initial=10
    )
    asked_for = TidyCharField(
        label=_("What do you ask of them?"),
        max_length=NOTE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only they read it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["evaluators"]
        field.queryset = evaluators()


class OpinionForm(Form):
    """What an evaluator thinks of a proposal."""

    feasibility = forms.ChoiceField(
        label=_("Can it be done?"), choices=Feasibility.choices, widget=forms.RadioSelect, required=False
    )
    opinion = TidyCharField(
        label=_("Your opinion, with its reasons"),
        max_length=OPINION_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Whoever prepares the answer reads it. It is never published."),
    )
    cost = forms.DecimalField(
        label=_("Estimated cost, in pesos"),
        min_value=Decimal(0),
        max_value=Decimal(10) ** 12,
        decimal_places=2,
        required=False,
    )

    def __init__(self, *args: Any, dossier: Dossier | None = None, **kwargs: Any) -> None:
        if dossier is not None:
            kwargs["initial"] = {
                "feasibility": dossier.feasibility,
                "opinion": dossier.opinion,
                "cost": None if dossier.cost_centavos is None else Decimal(dossier.cost_centavos) / 100,
                **{f"score_{name}": score for name, score in dossier.scores.items()},
            }
        super().__init__(*args, **kwargs)
        for name, label in CRITERIA.items():
            help_text = _("1: not at all. 5: fully.") if name == "legal" else ""
            self.fields[f"score_{name}"] = forms.ChoiceField(
                label=label, choices=SCORES, required=False, help_text=help_text
            )
        self.order_fields(["feasibility", *(f"score_{name}" for name in CRITERIA), "cost", "opinion"])

    def given(self) -> dict[str, Any]:
        """Return what the act takes."""
        data = self.cleaned_data
        scores = {name: int(data[f"score_{name}"]) for name in CRITERIA if data.get(f"score_{name}")}
        cost = data["cost"]
        return {
            "feasibility": data["feasibility"],
            "opinion": data["opinion"],
            "scores": scores,
            "cost_centavos": None if cost is None else int(cost * 100),
        }


class NoteForm(Form):
    """A private note."""

    text = TidyCharField(
        label=_("Private note"), max_length=NOTE_LIMIT, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Between you, the evaluator and those who lead the process. It is never published nor exported."),
    )  # fmt: skip


class ConflictForm(Form):
    """Why somebody cannot judge a proposal."""

    reason = TidyCharField(
        label=_("Why can you not judge it?"), max_length=NOTE_LIMIT, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: it is of somebody of your family, or it touches a business of yours."),
    )  # fmt: skip
