"""The form of the three questions."""

from typing import Any

from django import forms

from participation.evaluations.questions import QUESTIONS, Choice
from participation.web.forms import Form


class AnswerForm(Form):
    """One choice for each question."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[question.name] = forms.ChoiceField(
                label=question.words, choices=Choice.choices, widget=forms.RadioSelect
            )
