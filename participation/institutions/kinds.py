"""Kinds of institutions that forms offer; the column itself is free, so that an installation may use its own."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "municipal": _("municipal office"),
    "state": _("state office"),
    "federal": _("federal office"),
    "governing_body": _("governing body (cabildo, pleno)"),
    "guarantor": _("guarantor body (transparency, data protection)"),
    "control": _("control body (Órgano Interno de Control)"),
    "university": _("university or school"),
    "civil": _("civil society organisation"),
    "other": _("other"),
}


def label_of(kind: str) -> str:
    """Return the words for a kind."""
    return str(KINDS.get(kind, kind))
