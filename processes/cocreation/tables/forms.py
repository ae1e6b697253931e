"""Forms of co-creation tables."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.web.forms import Form, TidyCharField
from processes.cocreation.tables.actions import LONGEST_TEXT, LONGEST_TITLE
from processes.models import ProblemTree

if TYPE_CHECKING:
    from processes.models import Solution


class TreeForm(Form):
    """From which problem tree a table works."""

    tree = forms.ModelChoiceField(
        label=gettext_lazy("Problem tree that the table works on"),
        queryset=ProblemTree.objects.none(),
        empty_label=gettext_lazy("Choose one"),
    )

    def __init__(self, *args: Any, trees: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tree"].queryset = trees  # type: ignore[attr-defined]


class SolutionForm(Form):
    """An option of solution."""

    title = TidyCharField(
        label=gettext_lazy("The option, in one sentence"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("As something that somebody does, not as a wish."),
    )
    text = TidyCharField(
        label=gettext_lazy("How it would be done"),
        max_length=LONGEST_TEXT,
        required=False,
        help_text=gettext_lazy("Who would do it, what it needs, which cause of the problem it takes away."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class SheetForm(Form):
    """The sheet of one of those present: a place for each option; what has none is left out."""

    act_id = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, options: "Sequence[Solution]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = options
        for option in options:
            self.fields[f"place_{option.pk}"] = forms.IntegerField(
                label=option.title,
                min_value=1,
                max_value=len(options),
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        """Put the keys in their order. Raises ValidationError unless places are 1, 2, 3… without a gap."""
        data = super().clean() or {}
        given = [(data[f"place_{row.pk}"], row.pk) for row in self.options if data.get(f"place_{row.pk}")]
        if not self.errors and sorted(place for place, _key in given) != list(range(1, len(given) + 1) or [0]):
            raise forms.ValidationError(_("Give each option a place of its own: 1 for the first, 2 for the second…"))
        data["order"] = [key for _place, key in sorted(given)]
        return data


class TakeBackForm(Form):
    """Why a result is taken back."""

    reason = TidyCharField(label=gettext_lazy("Why is it taken back?"), max_length=300)
