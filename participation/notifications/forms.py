"""The preferences form: one check box for each kind and channel."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from participation.notifications.actions import CHANNELS
from participation.notifications.fanout import has
from participation.notifications.querysets import choices_of, kinds_for
from participation.notifications.registry import EMAIL, SMS, WEB
from participation.web.forms import Form

if TYPE_CHECKING:
    from participation.models import Person


class PreferencesForm(Form):
    """A grid of check boxes; a channel that the person cannot be reached by is left out."""

    def __init__(self, *args: Any, person: "Person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channels = [channel for channel in CHANNELS if has(person, channel)]
        self.kinds = kinds_for(person)
        chosen, names = choices_of(person), channel_names()
        for kind in self.kinds:
            for channel in self.channels:
                fixed = kind.required and channel == WEB
                self.fields[f"{kind.name}-{channel}"] = forms.BooleanField(
                    required=False,
                    disabled=fixed,
                    label=f"{kind.label}: {names[channel]}",
                    initial=fixed or chosen.get((kind.name, channel), kind.default(channel)),
                    widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
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
    return {WEB: _("Here"), EMAIL: _("By e-mail"), SMS: _("By text message")}
