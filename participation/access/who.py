"""The field by which officials say who may take part: ordinary controls that become rules of ``eligibility``.

One control for each kind of rule; all that are filled in must hold. What the acts check again is the list of rules
itself, so the field takes that too.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access.eligibility import clean_rules

PARTS = ("kind", "methods", "document", "territory", "age", "group")
MOST_PLACES = 1000


class WhoWidget(forms.MultiWidget):
    """The controls of one list of rules: account, ways to verify, document, place, age, list."""

    template_name = "participation/access/who_widget.html"
    use_fieldset = True

    def __init__(self, attrs: Any = None) -> None:
        kinds = [("registered", _("Anyone with an account")), ("verified", _("People who verified who they are"))]
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            "kind": forms.Select(choices=kinds),
            "methods": forms.CheckboxSelectMultiple(),
            "document": forms.Select(),
            "territory": forms.Select(),
            "age": forms.NumberInput(attrs={"min": 1, "max": 120, "inputmode": "numeric"}),
            "group": forms.Select(),
        }
        super().__init__(widgets, attrs)

    def offer(self, part: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """Say what one of the controls offers."""
        control: Any = self.widgets[PARTS.index(part)]
        control.choices = list(choices)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Take the rules apart (a list of them is not yet the list of the controls' values) and name the controls."""
        if isinstance(value, list) and all(isinstance(rule, dict) for rule in value):
            value = self.decompress(value)
        context: dict[str, Any] = super().get_context(name, value, attrs)
        labels = {
            "kind": _("Account that is needed"),
            "methods": _("Verified in one of these ways (none: in any)"),
            "document": _("The document that counts"),
            "territory": _("Who live in"),
            "age": _("Minimum age"),
            "group": _("Who are on the list"),
        }
        controls = zip(PARTS, context["widget"]["subwidgets"], strict=True)
        context["widget"]["controls"] = [
            {"part": part, "label": labels[part], "widget": control}
            for part, control in controls
            if part not in {"methods", "group"} or control["optgroups"]
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Return the controls' values; the acts check stored settings with this form and give the rules themselves."""
        rules = data.get(name)
        return self.decompress(rules) if isinstance(rules, list) else super().value_from_datadict(data, files, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Tell whether neither the rules nor a control was sent."""
        return name not in data and super().value_omitted_from_data(data, files, name)

    def decompress(self, value: Any) -> list[Any]:
        """Return account, ways to verify, document, place, age and list of the rules."""
        rules = {rule.get("kind"): rule for rule in value or [] if isinstance(rule, dict)}
        return [
            "verified" if "verified" in rules else "registered",
            rules.get("verified", {}).get("methods", []),
            rules.get("verified", {}).get("document", ""),
            rules.get("territory", {}).get("territory", ""),
            rules.get("age", {}).get("minimum", ""),
            rules.get("group", {}).get("group", ""),
        ]


class _Names(forms.Field):
    """Several names from checkboxes; which of them exist is for the rules to say."""

    def clean(self, value: Any) -> list[str]:
        """Return them as text."""
        return [str(one) for one in value] if isinstance(value, (list, tuple)) else []


class WhoField(forms.MultiValueField):
    """Who may take part, as the rules of ``eligibility``: what was chosen must hold all at once."""

    widget = WhoWidget

    def __init__(self, **kwargs: Any) -> None:
        fields = (
            forms.CharField(),
            _Names(required=False),
            forms.CharField(required=False),
            forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1),
            forms.IntegerField(required=False, min_value=1, max_value=120),
            forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1),
        )
        super().__init__(fields, require_all_fields=False, required=False, **kwargs)

    def compress(self, data_list: list[Any]) -> list[dict[str, Any]]:
        """Return the rules; an account is asked for in any case, and a way or a document asks for a verification."""
        kind, methods, document, territory, age, group = data_list or ["registered", [], "", None, None, None]
        rules: list[dict[str, Any]] = []
        if kind == "verified" or methods or document:
            rules.append({"kind": "verified", "methods": methods or [], "document": document})
        if territory:
            rules.append({"kind": "territory", "territory": territory})
        if age:
            rules.append({"kind": "age", "minimum": age})
        if group:
            rules.append({"kind": "group", "group": group})
        return clean_rules(rules)


def offer_choices(form: forms.BaseForm) -> None:
    """Give every field of who may take part of a form its ways, places and lists, each read once."""
    from participation.models import PersonGroup, Territory
    from participation.verification.methods import configured
    from participation.verification.models import COUNTING

    places = Territory.objects.filter(is_active=True).order_by("sort_key", "pk").values_list("pk", "name", "level")
    lists = PersonGroup.objects.filter(is_offered=True).order_by("name", "pk").values_list("pk", "name")
    offers: dict[str, list[tuple[Any, Any]]] = {
        "methods": [(way.name, _way_label(way)) for way in configured()],
        "document": [("", _("Any that verified them")), *((kind, kind.label) for kind in COUNTING)],
        "territory": [("", _("Wherever they live"))]
        + [(pk, f"{name} ({level})") for pk, name, level in places[:MOST_PLACES]],
        "group": [("", _("On any list or none")), *lists],
    }
    if len(offers["group"]) == 1:
        offers["group"] = []
    for name, field in form.fields.items():
        if isinstance(field, WhoField):
            widget: Any = field.widget
            chosen = _chosen(form, name)
            for part, choices in offers.items():
                widget.offer(part, _with_chosen(part, choices, chosen))


def _way_label(way: Any) -> str:
    """Return what a way to verify is called, and whether it is closed: a rule that asks for it lets nobody in."""
    if way.enabled and way.method.is_ready(way.settings):
        return str(way.label)
    return gettext("%(way)s (not offered now)") % {"way": way.label}


def _chosen(form: forms.BaseForm, name: str) -> list[dict[str, Any]]:
    found = form.initial.get(name)
    return [rule for rule in found if isinstance(rule, dict)] if isinstance(found, list) else []


def _with_chosen(part: str, choices: list[tuple[Any, Any]], rules: list[dict[str, Any]]) -> list[tuple[Any, Any]]:
    """Keep what stands in the rules among the choices, where it is no longer offered: saving must not drop it."""
    from participation.access.facts import Names

    offered = {value for value, _label in choices}
    if part == "document":
        return choices
    if part == "methods":
        more = [one for rule in rules for one in rule.get("methods", []) if one not in offered]
        return [*choices, *((one, one) for one in more)]
    more = [rule[part] for rule in rules if rule.get("kind") == part and part in rule and rule[part] not in offered]
    if not more or part == "age":
        return choices
    names = Names(rules)
    return [*(choices or [("", _("On any list or none"))]), *((pk, getattr(names, part)(pk)) for pk in more)]
