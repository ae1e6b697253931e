"""Forms of ballots for officials: a reason, a table, who signs, what a ballot on paper says, an acta."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.models import Contest, RollMode
from participation.contribution import Channel
from participation.files.forms import AttachmentsField
from participation.verification.forms import ActForm
from participation.web.forms import Form, TidyCharField
from processes.models import Point
from processes.points.forms import CaptureForm

LONG = forms.Textarea(attrs={"rows": 4})


class WhyForm(ActForm):
    """A reason that people read."""

    reason = TidyCharField(label=_("Why?"), max_length=2_000, widget=LONG)

    def __init__(self, *args: Any, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint


class TableForm(ActForm):
    """A table: where, from when to when, and how the roll is asked."""

    point = forms.ModelChoiceField(label=_("Collection point"), queryset=Point.objects.none())
    mode = forms.ChoiceField(label=_("How the roll is asked"), choices=RollMode.choices, widget=forms.RadioSelect)
    opens_at = forms.DateTimeField(
        label=_("Opens"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    closes_at = forms.DateTimeField(
        label=_("Closes"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def __init__(self, *args: Any, contest: Contest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        process = contest.budget.component.process_id
        rows = Point.objects.filter(processes=process, closed_at__isnull=True).exclude(voting_tables__contest=contest)
        fields["point"].queryset = rows.order_by("name", "pk")


class SignForm(CaptureForm):
    """Who is at the table, with their document."""

    own = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, channels=(Channel.PAPER.value,), **kwargs)
        fields: Any = self.fields
        fields["channel"].initial, fields["channel"].widget = Channel.PAPER.value, forms.HiddenInput()


class PaperForm(Form):
    """What a ballot on paper says."""

    number = forms.IntegerField(
        label=_("Number of the ballot"), min_value=1, max_value=100_000,
        help_text=_("Number the ballots as they come out of the box, and write the number on each."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    text = TidyCharField(
        label=_("What it marks"), required=False, max_length=5_000,
        help_text=_("Numbers of projects, as 3, 7, 12; with points, as 3:2, 7:1. Leave it empty where it is blank."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )  # fmt: skip
    void = forms.BooleanField(label=_("It is void: it marks too much, or cannot be read"), required=False)


class SettleForm(PaperForm):
    """What a ballot really says."""

    field_order = ["text", "void"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["number"]


class ActaForm(ActForm):
    """The acta of a table."""

    scan = AttachmentsField(label=_("Scan or photograph of the signed acta"), maximum=1)
    explanation = TidyCharField(
        label=_("If signatures and ballots are not as many, why"), required=False, max_length=2_000, widget=LONG
    )


class DisputeForm(ActForm):
    """What is disputed."""

    text = TidyCharField(label=_("What is disputed, by whom"), max_length=2_000, widget=LONG)
