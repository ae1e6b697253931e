"""The form that takes a file to import."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextInputWidget

from participation.imports.frame import SourceFile
from participation.imports.sheet import MAX_BYTES
from participation.web.forms import TidyCharField


class ImportForm(forms.Form):
    """A file with its source and licence."""

    file = forms.FileField(
        label=_("file"),
        widget=UnfoldAdminFileFieldWidget(),
        help_text=_("GeoJSON (FeatureCollection), or CSV or XLSX with the columns name, level, parent and cvegeo."),
    )
    source = TidyCharField(
        label=_("source"),
        max_length=300,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("Where the file comes from; it is shown beside each territory."),
    )
    licence = TidyCharField(label=_("licence"), max_length=200, widget=UnfoldAdminTextInputWidget())

    def clean_file(self) -> object:
        """Refuse a file that is too large to read at once."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than %(size)s MB.") % {"size": MAX_BYTES >> 20})
        return file

    def source_file(self) -> SourceFile:
        """Return the file with its source and licence."""
        file = self.cleaned_data["file"]
        return SourceFile(file.name[:200], file.read(), self.cleaned_data["source"], self.cleaned_data["licence"])
