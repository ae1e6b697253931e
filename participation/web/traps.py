"""Traps for programs on forms: a field that people do not see, and the moment at which the form was opened.

Both work without JavaScript and on a page that many readers are given: the moment is signed, not remembered, and it
only ever says "too fast". A form that was open for a week, or that is filled in with a keyboard or a screen reader, is
taken like any other. Nobody's words are lost: where a trap closes, the form comes back with everything that was typed
and says what to do.
"""

import time
from typing import Any

from django import forms
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

SIGNER = Signer(salt="azotea.traps")
BAIT, OPENED = "website", "opened"


def stamp() -> str:
    """Return the present moment, signed."""
    return SIGNER.sign(f"{time.time():.1f}")


def seconds_since(value: str) -> float:
    """Return how long ago a stamp was made; 0 for one that we did not make."""
    try:
        return max(0.0, time.time() - float(SIGNER.unsign(value)))
    except (BadSignature, ValueError):
        return 0.0


class BaitField(forms.CharField):
    """A field that programs fill in. People do not see it; whoever does is asked to leave it empty."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Leave this empty"),
            required=False,
            max_length=200,
            widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
        )
        self.template_name = "components/trap.html"

    def clean(self, value: Any) -> str:
        """Refuse anything. Raises ValidationError."""
        if str(value or "").strip():
            raise forms.ValidationError(
                _("This field is there to catch programs. Leave it empty and send the form again.")
            )
        return ""


class Trapped:
    """Mixin of forms: adds the bait and the moment."""

    fields: dict[str, forms.Field]
    data: Any
    is_bound: bool

    def set_traps(self) -> None:
        """Add both fields; call it once the form has its own."""
        self.fields[BAIT] = BaitField()
        self.fields[OPENED] = forms.CharField(
            required=False, max_length=200, widget=forms.HiddenInput, initial=stamp, empty_value=""
        )

    @property
    def was_fast(self) -> bool:
        """Tell whether it was sent sooner than a person can fill it in."""
        least = settings.AZOTEA_MODERATION["fill_seconds"]
        if not least or not self.is_bound:
            return False
        return seconds_since(str(self.data.get(self.add_prefix(OPENED), ""))[:200]) < least  # type: ignore[attr-defined]

    def refuse_if_fast(self) -> None:
        """Ask to send once more what came too fast: by then the moment has passed. Raises ValidationError."""
        if self.was_fast:
            raise forms.ValidationError(_("That was very fast. Look at what you wrote and send it once more."))
