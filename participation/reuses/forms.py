"""Forms of re-uses. They validate and explain; the acts write."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from participation.opendata.registry import bulk_datasets
from participation.reuses.actions import DESCRIPTION_MAX, TITLE_MAX
from participation.reuses.models import Reuse, ReuseKind
from participation.web.forms import Form, TidyCharField
from participation.web.traps import Trapped

FIELDS = ("title", "kind", "description", "link", "datasets")


class ReuseForm(Trapped, Form):
    """What was built, where it is, on which data."""

    title = TidyCharField(label=_("What is it called?"), max_length=TITLE_MAX)
    kind = forms.ChoiceField(label=_("What is it?"), choices=ReuseKind.choices, widget=forms.RadioSelect)
    description = TidyCharField(
        label=_("What does it do, and whom does it help?"),
        max_length=DESCRIPTION_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    link = forms.URLField(
        label=_("Where is it?"),
        max_length=500,
        assume_scheme="https",
        help_text=_("The address of its page. It is shown whole, so that everybody sees where it leads."),
    )
    datasets = forms.MultipleChoiceField(
        label=_("Which data does it use?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    act_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, reuse: Reuse | None = None, **kwargs: Any) -> None:
        if reuse is not None:
            kwargs["initial"] = {name: getattr(reuse, name) for name in FIELDS}
        super().__init__(*args, **kwargs)
        known: Any = self.fields["datasets"]
        known.choices = [(one.name, one.title) for one in bulk_datasets()]
        self.set_traps()

    def told(self) -> dict[str, Any]:
        """Return the arguments of the acts."""
        return {name: self.cleaned_data[name] for name in FIELDS}
