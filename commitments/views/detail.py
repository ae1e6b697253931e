"""The page of one commitment."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commitments import policies, standing
from commitments.charts import chart_of
from commitments.forms.commitment import PART_NAMES
from commitments.frameworks import sdg_nodes
from commitments.models import ActorRole, Framework, Indicator, Risk, Sector, Term, Value
from commitments.querysets import fates
from commitments.views.common import commitment_or_404
from participation.followup.views.common import reader
from participation.web.addresses import localized

ROLE_NAMES = {
    ActorRole.LEAD: _("Who leads it"),
    ActorRole.CO_LEAD: _("Who leads it with them"),
    ActorRole.SUPPORTING: _("Who helps"),
    ActorRole.MONITOR: _("Who watches over it"),
    ActorRole.ALLY: _("Allies"),
}
NARRATIVE = (
    ("problem", "causes", "status_quo", "solution", "expected_results", "verification_means"),
    ("relevance", "contribution_transparency", "contribution_participation", "contribution_accountability"),
    ("gender_statement", "inclusion_statement", "budget_note", "additional_info"),
)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was promised, by whom and why; how it goes, with evidence; and what others find."""
    at, row = timezone.now(), commitment_or_404(request, pk, whole=True)
    plan = row.plan
    texts = [[_text(row, name) for name in names if getattr(row, name)] for names in NARRATIVE]
    name, words, css = standing.plan_standing(plan, at)
    context = {
        "commitment": row,
        "plan": plan,
        "standing": {"name": name, "words": words, "css": css},
        "promise": texts[0],
        "why": texts[1],
        "more": texts[2],
        "values": [label for value, label in Value.choices if value in row.values],
        "actors": _actors(row),
        "objectives": _objectives(row),
        "indicators": _indicators(row),
        "risks": _labelled(row.told_risks, level=Risk.Level, materialised_on=None),
        "alignments": _alignments(row),
        "part_names": PART_NAMES.items(),
        "changes": bool(policies.may_change(reader(request), plan)),
        "coordinates": bool(policies.may_coordinate(reader(request), plan)),
    }
    return render(request, "commitments/detail.html", context)


def _text(row: Any, name: str) -> tuple[str, Any, str]:
    return name, row._meta.get_field(name).verbose_name, getattr(row, name)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _actors(row: Any) -> list[dict[str, Any]]:
    """Return who takes part by role, each with what became of its institution."""
    known = fates(actor["institution"] for actor in row.told_actors if actor["institution"])
    sectors = dict(Sector.choices)
    groups = []
    for role, label in ROLE_NAMES.items():
        found = [actor for actor in row.told_actors if actor["role"] == role]
        for actor in found:
            actor["fate"] = known.get(actor["institution"] or 0)
            actor["sector_words"] = sectors.get(actor["sector"], "")
            path = actor["path"] or actor["organisation"]
            actor["url"] = localized(path) if path else ""
            actor["from_on"], actor["to_on"] = _day(actor["from_on"]), _day(actor["to_on"])
        if found:
            groups.append({"label": label, "actors": found})
    return groups


def _objectives(row: Any) -> list[dict[str, Any]]:
    terms = dict(Term.choices)
    return [{**one, "label": terms[one["term"]], "due_on": _day(one["due_on"])} for one in row.told_objectives]


def _labelled(rows: list[dict[str, Any]], **columns: Any) -> list[dict[str, Any]]:
    for row in rows:
        for name, kind in columns.items():
            row[name] = dict(kind.choices).get(row[name], "") if kind else _day(row[name])
    return rows


def _indicators(row: Any) -> list[dict[str, Any]]:
    found = _labelled(row.told_indicators, level=Indicator.Level, baseline_on=None, target_on=None)
    for one in found:
        for value in one["measured"]:
            value["on"] = _day(value["on"])
        one["chart"] = chart_of(one)
    return found


def _alignments(row: Any) -> list[dict[str, Any]]:
    """Return what it serves by framework; goals and targets of the 2030 Agenda with their words."""
    nodes, groups = sdg_nodes(), []
    for framework, label in Framework.choices:
        found = [one for one in row.told_alignments if one["framework"] == framework]
        for one in found:
            one["node"] = nodes.get(one["code"]) if framework == Framework.SDG else None
        if found:
            groups.append({"label": label, "rows": found})
    return groups
