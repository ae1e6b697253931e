"""Forms of the study. They validate and explain; the acts write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.evaluation.actions import LONGEST, LONGEST_ASKED, LONGEST_CLARIFICATION
from budgets.models import Aspect, Finding, FindingVerdict, Project
from budgets.structure.forms import MoneyField
from participation.files.forms import AttachmentsField
from participation.web.forms import Form, TidyCharField
from proposals.dossier_forms import evaluators


class AssignForm(Form):
    """Who looks into what, by when."""

    evaluator: Any = forms.ModelChoiceField(label=_("Who studies it"), queryset=None)
    aspects = forms.MultipleChoiceField(
        label=_("What to look into"), choices=Aspect.choices, widget=forms.CheckboxSelectMultiple,
        initial=Aspect.values,
    )  # fmt: skip
    due_on = forms.DateField(
        label=_("Hand it in by"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    asked_for = TidyCharField(
        label=_("What is asked"), required=False, max_length=LONGEST_ASKED, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["evaluator"]
        field.queryset = evaluators()
        field.label_from_instance = lambda person: person.public_name


class FindingForm(Form):
    """What was found about one aspect."""

    verdict = forms.ChoiceField(label=_("What was found"), choices=FindingVerdict.choices, widget=forms.RadioSelect)
    cost = MoneyField(label=_("What it costs, in pesos"), required=False)
    text = TidyCharField(
        label=_("Why"), min_length=10, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Everybody reads it once the study is finished. Name the law or the reason in plain words."),
    )  # fmt: skip
    report = AttachmentsField(label=_("The report on the cost"), maximum=3)

    def __init__(self, *args: Any, aspect: str, finding: Finding | None = None, **kwargs: Any) -> None:
        if finding is not None:
            own = {"verdict": finding.verdict, "cost": finding.cost, "text": finding.text}
            kwargs["initial"] = own | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        if aspect != Aspect.COST:
            del self.fields["cost"]
            del self.fields["report"]


class FinishForm(Form):
    """Whether it can be done, and why."""

    feasible = forms.TypedChoiceField(
        label=_("Decision"), coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("it can be done: people can vote on it")), ("no", _("it cannot be done"))],
    )  # fmt: skip
    cost = MoneyField(
        label=_("Cost that stands on the ballot, in pesos"), required=False,
        help_text=_("Empty: what the study found."),
    )  # fmt: skip
    reasons = TidyCharField(
        label=_("Reasons"), min_length=20, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Everybody reads them, with what was found. Whoever entered the project is told."),
    )  # fmt: skip

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project


class ClarificationForm(Form):
    """What the author of a project asks."""

    text = TidyCharField(
        label=_("What do you ask to be explained or looked at again?"), min_length=20,
        max_length=LONGEST_CLARIFICATION, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Everybody reads it with the answer, so write no private data."),
    )  # fmt: skip


class AnswerForm(Form):
    """The answer to a request for clarification."""

    changes_decision = forms.TypedChoiceField(
        label=_("Decision"), coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("no", _("the decision stays")), ("yes", _("the project can be done after all"))],
    )  # fmt: skip
    cost = MoneyField(
        label=_("What it costs, in pesos"), required=False, help_text=_("Where it can be done after all.")
    )
    answer = TidyCharField(
        label=_("Answer, with reasons"), min_length=20, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
