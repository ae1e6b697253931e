"""The form that looks a folio up."""

from django.utils.translation import gettext_lazy as _

from participation.web.forms import Form, TidyCharField


class FolioForm(Form):
    """A folio as somebody types it."""

    folio = TidyCharField(
        label=_("Folio"), max_length=40, help_text=_("It is on your receipt, for example 2026-K7QM4-X2P9C.")
    )
