"""Forms of webhooks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.web.forms import Form, TidyCharField
from participation.webhooks.choices import EVERYTHING, offered


class EndpointForm(Form):
    """Where messages go, and which."""

    name = TidyCharField(label=_("What is it for?"), max_length=80, help_text=_("For example: my map of proposals."))
    url = forms.CharField(
        label=_("Address of your program"),
        max_length=1000,
        help_text=_("It begins with https:// and is reachable from the internet."),
        widget=forms.TextInput(attrs={"type": "url", "inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    events = forms.MultipleChoiceField(
        label=_("What do you want to be told?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what is public is ever sent."),
        error_messages={"required": _("Choose at least one of the events of the list.")},
    )

    only = TidyCharField(
        label=_("Only what happens in"),
        max_length=1000,
        required=False,
        help_text=_("The address of a process, a proposal or an institution of this platform. Empty: everywhere."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["events"].choices = offered()  # type: ignore[attr-defined]
        self.fields["events"].initial = [EVERYTHING]


class InstallationForm(EndpointForm):
    """The same for whoever may also add one of the installation."""

    owner = forms.ChoiceField(
        label=_("Whose is it?"),
        choices=[("me", _("Mine")), ("installation", _("The platform's: everybody who manages all of it sees it"))],
        initial="me",
        widget=forms.RadioSelect,
    )


class PauseForm(Form):
    """Why an official pauses somebody's webhook."""

    words = TidyCharField(label=_("Why? Its owner reads it."), max_length=300)
