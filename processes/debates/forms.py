"""The settings form of a debate, for officials: plain data in, ``cleaned_data`` out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.access.who import WhoField, offer_choices
from participation.web.forms import Form, TidyCharField

LONGEST = 600


def _position(label: Any, hint: Any = "") -> TidyCharField:
    return TidyCharField(
        label=label, max_length=LONGEST, required=False, help_text=hint, widget=forms.Textarea(attrs={"rows": 3})
    )


class DebateSettingsForm(Form):
    """The positions, and who may give reasons. The question is the title of the activity, its context the text."""

    in_favour = _position(
        _("What does it mean to be in favour?"),
        _("In one or two sentences, as those who are in favour would say it. It stays once people gave reasons."),
    )
    in_favour_en = _position(_("What does it mean to be in favour? In English"))
    against = _position(
        _("What does it mean to be against?"), _("In one or two sentences, as those who are against would say it.")
    )
    against_en = _position(_("What does it mean to be against? In English"))
    who_may_comment = WhoField(label=_("Who may give reasons"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self)

    def clean(self) -> dict[str, Any]:
        """Ask for both positions, or for none: one alone would take a side."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(cleaned.get("in_favour")) != bool(cleaned.get("against")):
            lacking = "against" if cleaned.get("in_favour") else "in_favour"
            self.add_error(lacking, _("Say both positions, or leave both empty."))
        return cleaned
