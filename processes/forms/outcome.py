"""Forms of what came of a process: asked when it is closed, and corrected afterwards."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldBooleanWidget

from processes.forms.editor import Told, accept_electoral, line, translations


class OutcomeForm(Told):
    """What came of a process, in its own language and in English."""

    results = line(_("What were the results?"), length=6000, required=True, big=True)
    changed = line(
        _("What changed because of it?"),
        length=6000,
        required=True,
        big=True,
        help_text=_("Say it also where nothing changed, and why."),
    )
    lessons = line(_("What did you learn?"), length=6000, required=True, big=True)
    results_en = line(_("What were the results? In English"), length=6000, big=True)
    changed_en = line(_("What changed because of it? In English"), length=6000, big=True)
    lessons_en = line(_("What did you learn? In English"), length=6000, big=True)
    reason = line(_("Why it is corrected"), length=500, help_text=_("It is shown on the process page."))
    accept_electoral = accept_electoral()

    def outcome(self) -> dict[str, Any]:
        """Return what the act takes."""
        names = ("results", "changed", "lessons")
        return {
            **{name: self.cleaned_data[name] for name in names},
            "translations": translations(self.cleaned_data, names),
            "accept_electoral": self.cleaned_data.get("accept_electoral", False),
        }


class CloseForm(OutcomeForm):
    """Why a process is closed, and what came of it; that may be said later, and is then owed."""

    later = forms.BooleanField(
        label=_("I will say what came of it later: until then the page says that it is owed"),
        required=False,
        widget=UnfoldBooleanWidget,
    )
    field_order = ("reason", "later")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Reason")
        if self.is_bound and self.data.get("later"):
            for name in ("results", "changed", "lessons"):
                self.fields[name].required = False
