"""Forms of moderation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.moderation.actions import LONGEST_REASON, LONGEST_TEXT
from participation.moderation.models import Decision, FlagReason
from participation.web.forms import Form, TidyCharField

OUTCOMES = {
    Decision.Outcome.KEEP.value: _("Leave it as it is"),
    Decision.Outcome.HIDE.value: _("Hide it"),
    Decision.Outcome.RESTORE.value: _("Show it again"),
}


class FlagForm(Form):
    """Why somebody reports a thing."""

    reason = forms.ChoiceField(label=_("What is wrong with it?"), choices=FlagReason.choices, widget=forms.RadioSelect)
    text = TidyCharField(
        label=_("Tell us more"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the moderators read this."),
    )


class DecisionForm(Form):
    """What a moderator decides, among what is possible now, and why."""

    outcome = forms.ChoiceField(label=_("What happens with it?"), widget=forms.RadioSelect)
    reason = TidyCharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "The author is told, and it is published in the log of decisions. Do not repeat names or what was written."
        ),
        error_messages={"required": _("Write the reason: the author is told, and it is published.")},
    )

    def __init__(self, *args: Any, outcomes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(name, OUTCOMES[name]) for name in outcomes]  # type: ignore[attr-defined]
