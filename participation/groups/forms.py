"""Forms of lists: the code that a person writes, the file that an official brings."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from participation.imports.frame import SourceFile
from participation.imports.sheet import MAX_BYTES
from participation.web.forms import Form, TidyCharField


class JoinForm(Form):
    """A code that was handed out; empty where the person is found by what is theirs."""

    code = TidyCharField(
        label=_("Code, if you were given one"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class ListFileForm(forms.Form):
    """A file of a list."""

    file = forms.FileField(
        label=_("file"),
        widget=UnfoldAdminFileFieldWidget(),
        help_text=_(
            "CSV or XLSX with one of these columns: codigo, correo, celular, curp, ine, documento or cuenta (the code"
            " of the page “My verification”). One of them in each row. Other columns, such as names, are not read."
        ),
    )
    source = TidyCharField(
        label=_("source"),
        max_length=300,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("Which office keeps it, and of when it is."),
    )
    whole = forms.BooleanField(
        label=_("The file is the whole list: take off whoever is not in it"),
        required=False,
        widget=UnfoldBooleanWidget(),
    )

    def clean_file(self) -> object:
        """Refuse a file that is too large to read at once."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than %(size)s MB.") % {"size": MAX_BYTES >> 20})
        return file

    def source_file(self) -> SourceFile:
        """Return the file with its source."""
        file = self.cleaned_data["file"]
        return SourceFile(file.name[:200], file.read(), self.cleaned_data["source"], "")
