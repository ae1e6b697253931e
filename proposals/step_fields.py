"""The control with which officials name the steps of a call: one line for each."""

from typing import Any

from django import forms

from proposals.steps import MOST, PARTS, WITHIN, checked_steps

SPARE = 3  # empty lines offered beyond those that are filled


class StepsWidget(forms.Widget):
    """Lines of state, name in two languages and description."""

    template_name = "proposals/steps_widget.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Give the template the lines that are filled and a few empty ones."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        filled = [one for one in value or [] if isinstance(one, dict)]
        lines = [*filled, *({} for _n in range(min(SPARE, MOST - len(filled))))]
        context["widget"]["lines"] = [
            {"number": number + 1, "prefix": f"{name}_{number}", **{part: line.get(part, "") for part in PARTS}}
            for number, line in enumerate(lines)
        ]
        context["widget"]["states"] = [(state.value, state.label) for state in WITHIN]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        """Return the lines as they were typed, or whole where an act checks settings by the form."""
        whole = data.get(name)
        if isinstance(whole, list):
            return whole
        return [{part: data.get(f"{name}_{number}_{part}", "") for part in PARTS} for number in range(MOST)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Tell whether no line was sent at all."""
        return f"{name}_0_label" not in data

    def id_for_label(self, id_: str) -> str:
        """Return nothing: each control of a line has its own label."""
        return ""


class StepsField(forms.Field):
    """The steps of a call, as its settings hold them."""

    widget = StepsWidget

    def clean(self, value: Any) -> list[dict[str, str]]:
        """Return the lines that are filled. Raises ValidationError."""
        return checked_steps(value or [])
