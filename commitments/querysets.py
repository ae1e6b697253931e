"""Reads of commitments that several pages share."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from commitments.models import (
    Alignment,
    CommitmentActor,
    Framework,
    Indicator,
    IndicatorValue,
    Objective,
    Risk,
    Succession,
)
from participation.web.installation import SmallTable


def serving(code: str) -> QuerySet:
    """Return the keys of the commitments that serve a goal of the 2030 Agenda or, of a target, just that."""
    wanted = Q(code=code) if "." in code else Q(code=code) | Q(code__startswith=f"{code}.")
    return Alignment.objects.filter(wanted, framework=Framework.SDG).values("commitment")


def _standing() -> QuerySet:
    rows = Succession.objects.filter(withdrawn_at__isnull=True).select_related("successor__subject").order_by("pk")
    return rows.defer("successor__subject__search")


known = SmallTable(_standing)  # as pages know them


def fates(institutions: Iterable[int]) -> dict[int, Succession]:
    """Return what became of each of several institutions, of what this process knows."""
    wanted = set(institutions)
    return {row.institution_id: row for row in known() if row.institution_id in wanted}


def _rows(model: Any, *names: str, **more: Any) -> ArraySubquery:
    """Return the rows of a part as JSON over their commitment's row, so that a page asks for all parts at once."""
    found = model.objects.filter(commitment=OuterRef("pk")).order_by("position", "pk")
    pairs = {name: name for name in ("pk", *names)}
    return ArraySubquery(found.values(told=JSONObject(**pairs, **more)))


def with_told_parts(rows: QuerySet) -> QuerySet:
    """Annotate everything that the page of a commitment says of its parts."""
    values = IndicatorValue.objects.filter(indicator=OuterRef("pk"), replaced_at__isnull=True).order_by("on")
    measured = ArraySubquery(
        values.values(told=JSONObject(on="on", value="value", source_url="source_url", note="note"))
    )
    served = ArraySubquery(
        Objective.actions.through.objects.filter(objective=OuterRef("pk")).order_by("pk").values("action_id")
    )
    actor = ("name", "role", "sector", "from_on", "to_on", "exit_reason", "exit_statement", "exit_url")
    indicator = ("name", "unit", "level", "direction", "baseline", "baseline_on", "target", "target_on", "method")
    return rows.annotate(
        told_actors=_rows(
            CommitmentActor,
            *actor,
            institution="institution_id",
            path="institution__subject__path",
            organisation="organisation__subject__path",
        ),
        told_objectives=_rows(Objective, "term", "text", "due_on", "due_words", actions=served),
        told_indicators=_rows(Indicator, *indicator, source_url="source_url", measured=measured),
        told_risks=_rows(Risk, "level", "text", "likelihood", "impact", "mitigation", "materialised_on"),
        told_alignments=_rows(Alignment, "framework", "code", "title", "justification", "is_direct"),
    )
