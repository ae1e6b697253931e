"""The form of the image at the head of a process."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldBooleanWidget

from processes.forms.editor import Told, line


class ImageForm(Told):
    """The image at the head of a process."""

    image = forms.FileField(
        label=_("Image"),
        required=False,
        widget=forms.FileInput(attrs={"class": "az-office-input", "accept": "image/*"}),
    )
    alt = line(_("What the image shows, for those who cannot see it"), length=300)
    neutral = forms.BooleanField(
        label=_("It shows no public servant and announces no achievement: it stays up in electoral periods"),
        required=False,
        widget=UnfoldBooleanWidget,
    )
    remove = forms.BooleanField(label=_("Take the image away"), required=False, widget=UnfoldBooleanWidget)

    def clean(self) -> dict[str, Any]:
        """Ask for an image with its description, or for its removal."""
        data = super().clean() or self.cleaned_data
        if data.get("remove"):
            return data
        if not data.get("image") and "image" not in self.errors:
            self.add_error("image", _("Choose an image."))
        if not data.get("alt") and "alt" not in self.errors:
            self.add_error("alt", _("Say in words what the image shows."))
        return data
