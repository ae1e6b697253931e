"""Forms of opinion groups. They validate and explain; the acts write."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.access.who import WhoField, offer_choices
from participation.web.forms import Form, TidyCharField
from participation.web.traps import Trapped
from processes.opinions.content import LONGEST, SHORTEST
from processes.opinions.settings import Moderation


class OpinionSettingsForm(Form):
    """Who may add statements and answer them. The question is the title of the activity, its context the text."""

    moderation = forms.ChoiceField(label=_("Moderation of statements"), choices=Moderation.choices)
    who_may_answer = WhoField(label=_("Who may answer statements"))
    who_may_add = WhoField(label=_("Who may add statements"))
    per_person = forms.IntegerField(
        label=_("Statements per person"), min_value=0, max_value=1000, initial=5, help_text=_("0: no limit.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self)


class StatementForm(Trapped, Form):
    """One short statement."""

    text = TidyCharField(
        label=_("Your statement"),
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text=_("One idea, in one sentence, with which others can agree or disagree. It cannot be changed later."),
        widget=forms.Textarea(attrs={"rows": 3, "data-counter": "cuenta"}),
    )
    seen = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)
    act_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_traps()


class SeedForm(Form):
    """The statements with which officials begin, one on each line."""

    texts = TidyCharField(
        label=_("Statements, one on each line"),
        max_length=20_000,
        help_text=_("Ten or twenty from different points of view make a good beginning. Each stays as it is."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean_texts(self) -> list[str]:
        """Return the lines that say something."""
        return [line for line in self.cleaned_data["texts"].splitlines() if line.strip()]
