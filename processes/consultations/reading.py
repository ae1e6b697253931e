"""The questions of consultations as they stand, of one or of many at once."""

from collections.abc import Iterable

from processes.models import Component, Question


def questions_of(component: Component) -> list[Question]:
    """Return the questions in their order; each leads back to its consultation without a query."""
    known: list[Question] | None = getattr(component, "questions_here", None)
    rows = list(component.questions.order_by("position", "pk")) if known is None else known
    for row in rows:
        row.component = component
    return rows


def know_questions(components: Iterable[Component]) -> None:
    """Read the questions of many consultations in one query."""
    found: dict[int, list[Question]] = {component.pk: [] for component in components}
    for row in Question.objects.filter(component__in=found).order_by("position", "pk"):
        found[row.component_id].append(row)
    for component in components:
        component.questions_here = found[component.pk]  # type: ignore[attr-defined]
