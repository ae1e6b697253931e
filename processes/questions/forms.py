"""The settings form of questions, for officials: plain data in, ``cleaned_data`` out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.access.who import WhoField, offer_choices
from participation.models import Institution
from participation.web.forms import Form
from processes.questions.settings import Moderation


class QuestionSettingsForm(Form):
    """Who may ask whom, and until when an answer is owed."""

    institutions = forms.ModelMultipleChoiceField(
        label=_("Offices that can be asked"),
        queryset=Institution.objects.order_by("name", "pk"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None marked: all of them."),
    )
    answer_due_days = forms.IntegerField(
        label=_("Working days to answer"),
        min_value=1,
        max_value=365,
        initial=10,
        help_text=_("Counted from the day on which the question is published."),
    )
    moderation = forms.ChoiceField(label=_("Moderation"), choices=Moderation.choices)
    who_may_ask = WhoField(label=_("Who may ask"))
    who_may_join = WhoField(label=_("Who may join a question"))
    who_may_comment = WhoField(label=_("Who may comment"))
    per_person = forms.IntegerField(
        label=_("Questions without an answer per person"),
        min_value=0,
        max_value=1000,
        initial=5,
        help_text=_("0: no limit."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self)

    def clean_institutions(self) -> list[int]:
        """Return the keys: settings hold plain data."""
        return [institution.pk for institution in self.cleaned_data["institutions"]]
