"""Settings of information pages."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PageSettingsForm(forms.Form):
    """Settings of an information page."""

    in_menu = forms.BooleanField(label=_("Link it on the process page"), required=False)
