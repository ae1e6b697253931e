"""The methods ``census`` and ``channel``, and what an installation sets for them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.census.models import Census, Way
from participation.verification.methods import VerificationMethod, as_configured
from participation.web.forms import Form

LIFE = timedelta(minutes=15)
TAKES = timedelta(minutes=20)  # a code lives for fifteen minutes, and the form comes before it
CODE, DATA = "code", "data"
CENSUS_NAME, CHANNEL_NAME = "census", "channel"


class ChannelForm(Form):
    """By which channels codes go."""

    email = forms.BooleanField(label=_("Codes by e-mail"), required=False, initial=True)
    phone = forms.BooleanField(
        label=_("Codes by text message"),
        required=False,
        initial=True,
        help_text=_("Each one costs what your provider of text messages charges."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a channel at least."""
        data = super().clean() or {}
        if not data.get("email") and not data.get("phone") and data.get("confirm", CODE) == CODE:
            self.add_error(None, _("Choose a channel for the codes."))
        return data


class CensusForm(ChannelForm):
    """What confirms that somebody is the person on the list."""

    confirm = forms.ChoiceField(
        label=_("What confirms who they are"),
        choices=[
            (CODE, _("a code that goes to the e-mail or mobile number on the list, or a counter")),
            (DATA, _("document and date of birth alone")),
        ],
        initial=CODE,
        widget=forms.RadioSelect,
        help_text=_(
            "Document and date of birth are known to relatives, employers and offices: with them alone, somebody can"
            " take another person's place. Choose it only where little depends on it."
        ),
    )
    field_order = ["confirm", "email", "phone"]


def allowed_ways(settings: Mapping[str, Any]) -> list[str]:
    """Return the channels that an installation lets codes go by."""
    return [way for way in Way.values if settings.get(way, True)]


def data_suffice(settings: Mapping[str, Any]) -> bool:
    """Tell whether an official chose that document and date of birth alone verify somebody."""
    return settings.get("confirm") == DATA


def settings_of(method: str) -> Mapping[str, Any]:
    """Return what an installation set for a method."""
    way = as_configured(method)
    return way.settings if way else {}


def _has_list(settings: Mapping[str, Any]) -> bool:
    return bool(allowed_ways(settings) or data_suffice(settings)) and Census.objects.current().exists()


def _census_form() -> type[Form]:
    return CensusForm


def _channel_form() -> type[Form]:
    return ChannelForm


CENSUS = VerificationMethod(
    CENSUS_NAME,
    _("with what the government has on record"),
    _("Write the number of your document. We send a code to the e-mail or mobile number that the government has."),
    start="census:begin",
    takes=TAKES,
    position=20,
    settings_form=_census_form,
    is_ready=_has_list,
)
CHANNEL = VerificationMethod(
    CHANNEL_NAME,
    _("with your e-mail or mobile number on record"),
    _("Write your document and the e-mail or mobile number that you gave the government. We send a code there."),
    start="census:channel",
    takes=TAKES,
    position=30,
    settings_form=_channel_form,
    is_ready=_has_list,
)
