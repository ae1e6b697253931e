"""Forms of field accounts: the file of a team, and the way in with a card."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.imports.frame import SourceFile
from participation.web.forms import Form, TidyCharField

MAX_BYTES = 2 * 1024 * 1024


class TeamFileForm(Form):
    """A file with one person in each row."""

    file = forms.FileField(
        label=_("File with the team"),
        help_text=_("CSV or XLSX, a person in each row, with the columns nombre, lugar, institucion, desde and hasta."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self) -> object:
        """Refuse a file that is too large to read at once."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than %(size)s MB.") % {"size": MAX_BYTES >> 20})
        return file

    def source_file(self) -> SourceFile:
        """Return the file."""
        file = self.cleaned_data["file"]
        return SourceFile(file.name[:200], file.read(), "", "")


class CardForm(Form):
    """What stands on a card."""

    username = TidyCharField(
        label=_("User name"),
        max_length=40,
        help_text=_("As it stands on your card, for example campo-k7qm4x."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    pin = TidyCharField(
        label=_("PIN"),
        max_length=20,
        help_text=_("Eight digits. The space does not matter."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
