"""Forms of recommendations and institutional changes."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models import Assessment, ChangeKind, Commitment, Recommendation
from participation.models import Institution
from participation.web.forms import Form, TidyCharField
from processes.encounters.forms.fields import day, text


def _institutions() -> Any:
    return Institution.objects.filter(subject__state="published").order_by("name", "pk")


class ChangeForm(Form):
    """What changed for good, and where that can be checked."""

    kind = forms.ChoiceField(label=_("What changed?"), choices=ChangeKind.choices)
    title = TidyCharField(label=_("In one line"), max_length=200)
    text = text(_("What is different now?"), rows=4, longest=4000, required=True)
    legal_reference = TidyCharField(
        label=_("Gazette, act or article"), max_length=300, required=False, help_text=_("So that anybody can check it.")
    )
    url = TidyCharField(
        label=_("Where it can be read"), max_length=500, required=False, help_text=_("It begins with https://")
    )
    in_force_on = day(_("In force since"))
    institution = forms.ModelChoiceField(
        label=_("Institution that changed"), queryset=Institution.objects.none(), required=False
    )
    recommendation = forms.ModelChoiceField(
        label=_("Recommendation that it follows"), queryset=Recommendation.objects.none(), required=False
    )

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["institution"].queryset = _institutions()
        rows = Recommendation.objects.public().filter(assessment__plan=commitment.plan)
        rows = rows.filter(Q(commitment=None) | Q(commitment=commitment)).order_by("pk")
        fields["recommendation"].queryset = rows
        if not rows.exists():
            del fields["recommendation"]


class RecommendForm(Form):
    """A recommendation of an assessment, and who should answer."""

    text = text(_("What do you recommend?"), rows=4, longest=6000, required=True)
    commitment = forms.ModelChoiceField(
        label=_("On which commitment?"),
        queryset=Commitment.objects.none(),
        required=False,
        empty_label=_("On the whole plan"),
    )
    institution = forms.ModelChoiceField(
        label=_("Institution that should answer"),
        queryset=Institution.objects.none(),
        required=False,
        empty_label=_("None of this site"),
        help_text=_("It is owed an answer within 30 working days of the publication."),
    )
    addressed_to = TidyCharField(label=_("Or to whom, as the document says"), max_length=200, required=False)

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["commitment"].queryset = (
            Commitment.objects.public().filter(plan=assessment.plan).order_by("position", "pk")
        )
        fields["institution"].queryset = _institutions()
