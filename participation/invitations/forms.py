"""Forms of invitations. They validate and explain; the acts write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.invitations.actions import LONGEST_REASON
from participation.web.forms import Form, TidyCharField


class InviteForm(Form):
    """Whom to invite: a contact, or somebody of those ``offered`` by name (key of the person and name)."""

    contact = TidyCharField(
        label=_("Their e-mail address or mobile number"),
        max_length=254,
        required=False,
        help_text=_("For example ana@example.org, or the ten digits of a mobile number."),
    )
    person = forms.TypedChoiceField(label=_("Or somebody who commented here"), required=False, coerce=int)

    def __init__(self, *args: Any, offered: list[tuple[int, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["person"]
        if offered:
            choice.choices = [("", _("Nobody of them")), *offered]
            choice.empty_value = None
        else:
            del self.fields["person"]
            self.fields["contact"].required = True  # there is no other way

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two. Raises ValidationError."""
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("contact")) == bool(given.get("person")) and not self.errors:
            self.add_error("contact", _("Write an address or number, or choose somebody: one of the two."))
        return given


class DeclineForm(Form):
    """Why not, for whoever likes to say."""

    reason = TidyCharField(
        label=_("Why not?"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whoever invited you reads it, with your public name."),
    )
