"""The forms of preferences: a check box for each kind and channel, how often mails come, how much of one thing."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.notifications.channels.ways import offered
from participation.notifications.models import MailPlan, SubjectChoice
from participation.notifications.querysets import kinds_for
from participation.notifications.registry import WEB
from participation.notifications.zones import zone_choices
from participation.web.forms import Form

if TYPE_CHECKING:
    from participation.models import Person


class PreferencesForm(Form):
    """A grid of check boxes; a channel that the person cannot be reached by is left out."""

    def __init__(self, *args: Any, person: "Person", chosen: dict[tuple[str, str], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channels = [way.name for way in offered() if way.reaches(person)]
        self.kinds = kinds_for(person)
        names = channel_names()
        for kind in self.kinds:
            for channel in self.channels:
                fixed = kind.required and channel == WEB
                self.fields[f"{kind.name}-{channel}"] = forms.BooleanField(
                    required=False,
                    disabled=fixed,
                    label=f"{kind.label}: {names[channel]}",
                    initial=fixed or chosen.get((kind.name, channel), kind.default(channel)),
                )

    def rows(self) -> list[dict[str, Any]]:
        """Return the grid: each kind with its boxes."""
        names = channel_names()
        return [
            {
                "kind": kind,
                "cells": [
                    {
                        "box": self[f"{kind.name}-{channel}"],
                        "channel": names[channel],
                        "fixed": kind.required and channel == WEB,
                    }
                    for channel in self.channels
                ],
            }
            for kind in self.kinds
        ]

    def wanted(self) -> dict[tuple[str, str], bool]:
        """Return what was chosen, by kind and channel."""
        return {
            (kind.name, channel): bool(self.cleaned_data[f"{kind.name}-{channel}"])
            for kind in self.kinds
            for channel in self.channels
        }


def channel_names() -> dict[str, str]:
    """Return the channels as people read them."""
    return {way.name: str(way.label) for way in offered()}


class PlanForm(Form):
    """How often mails come, when, and in which time zone."""

    rhythm = forms.ChoiceField(
        label=gettext_lazy("How often"), choices=MailPlan.Rhythm.choices, widget=forms.RadioSelect
    )
    hour = forms.TypedChoiceField(
        label=gettext_lazy("At what time"),
        coerce=int,
        choices=[(hour, f"{hour}:00") for hour in range(24)],
        help_text=gettext_lazy("For the e-mail of the day or of the week."),
    )
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("On which day"),
        coerce=int,
        choices=list(WEEKDAYS.items()),
        help_text=gettext_lazy("For the e-mail of the week."),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Your time zone"),
        required=False,
        help_text=gettext_lazy("The hours in your e-mails are of this zone."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = _("The one of this place (%(zone)s)") % {"zone": settings.TIME_ZONE.partition("/")[2].replace("_", " ")}
        self.fields["time_zone"].choices = [("", here), *zone_choices()]  # type: ignore[attr-defined]


class SubjectChoiceForm(Form):
    """How much to hear of one thing."""

    level = forms.ChoiceField(
        label=gettext_lazy("What do you want to hear of it?"),
        required=False,
        choices=[("", gettext_lazy("As I chose in general")), *SubjectChoice.Level.choices],
        widget=forms.RadioSelect,
    )
