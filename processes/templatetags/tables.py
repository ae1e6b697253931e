"""``{% table encounter %}``: the options of a co-creation table and how those present ranked them."""

from typing import Any

from django import template

from processes.models import Encounter, EncounterKind, Solution, Table

register = template.Library()


@register.inclusion_tag("processes/cocreation/tables/panel.html")
def table(encounter: Encounter) -> dict[str, Any]:
    """Return what a table published: nothing for other encounters; two queries, three with options."""
    if encounter.kind != EncounterKind.TABLE:
        return {"table": None}
    found = Table.objects.select_related("tree__subject").filter(encounter=encounter).exclude(state="preparing").first()
    if found is None:
        return {"table": None}
    options = Solution.objects.public().filter(table=found).select_related("subject")
    rows = list(options.order_by("place", "number"))
    return {"table": found, "rows": rows, "sheets": found.sheets.count(), "encounter": encounter}
