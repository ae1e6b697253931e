"""What each column of the table takes, in words, for the template and the page of the import."""

from typing import Any

from django.utils.translation import gettext as _

from commitments.exchange.cells import LISTS
from commitments.models import ActorRole, Commitment, Framework, Indicator, Risk, Sector, Term, Value


def column_help(name: str) -> str:
    """Return what a column takes."""
    if name in LISTS:
        return _list_help(name)
    own: dict[str, str] = {
        "theme": _("theme of the plan"),
        "title_en": _("title in English, if there is one"),
        "summary_en": _("in a few words, in English, if there is one"),
        "values": _("one or several, with a semicolon between them: %(choices)s") % {"choices": _codes(Value)},
        "policy_areas": _("one or several, with a semicolon between them"),
        "ambition": _("for example: transparency: proactive; participation: innovative"),
        "budget_amount": _("a number, for example 1250000.00"),
        "currency": _("for example MXN"),
        "is_proactive": _("1 where it was added outside the plan"),
        "starts_on": _("a day, as 2026-03-31"),
        "ends_on": _("a day, as 2026-03-31"),
    }
    return own.get(name) or str(Commitment._meta.get_field(name).verbose_name)


def _list_help(name: str) -> str:
    words = _("one line for each, with bars between: %(columns)s") % {"columns": " | ".join(LISTS[name])}
    codes: dict[str, list[tuple[str, Any]]] = {
        "actors": [("role", ActorRole), ("sector", Sector)],
        "objectives": [("term", Term)],
        "indicators": [("level", Indicator.Level), ("direction", Indicator.Direction)],
        "risks": [("level", Risk.Level)],
        "alignments": [("framework", Framework)],
    }
    return ". ".join([words, *(f"{column}: {_codes(kind)}" for column, kind in codes.get(name, []))])


def _codes(kind: Any) -> str:
    return ", ".join(kind.values)
