"""Marks that follow from verdicts by a formula with a version: nobody types them, and none is stored."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models import Assessment, AssessmentValue

Values = Mapping[str, AssessmentValue]  # variable code → verdict
DONE = ("substantial", "complete")
CLEAR = ("medium", "high")


@dataclass(frozen=True, slots=True)
class Formula:
    """A mark under the methods for which it was defined. ``holds`` says yes or no; None where a value is lacking."""

    code: str
    schemes: tuple[str, ...]
    label: Any
    no: Any
    explained: Any
    holds: Callable[[Values], bool | None]


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of one commitment, computed from one assessment."""

    formula: Formula
    assessment: Assessment
    holds: bool

    @property
    def words(self) -> str:
        """Return what it says."""
        return str(self.formula.label if self.holds else self.formula.no)


def _code(values: Values, *variables: str) -> str | None:
    """Return the value of the first of these variables that has one."""
    for name in variables:
        verdict = values.get(name)
        if verdict is not None and verdict.value is not None:
            return verdict.value.code
    return None


def _relevant(values: Values) -> str | None:
    """Return whether it is relevant: as it is said, else whether one of the first three values is served."""
    said = _code(values, "relevant")
    if said is not None:
        return said
    flags = [_code(values, f"value_{name}") for name in ("information", "participation", "accountability")]
    return None if not any(flags) else ("yes" if "yes" in flags else "no")


def _starred(impacts: tuple[str, ...]) -> Callable[[Values], bool | None]:
    def holds(values: Values) -> bool | None:
        clear, relevant = _code(values, "specificity", "verifiable"), _relevant(values)
        impact, done = _code(values, "impact"), _code(values, "completion")
        if clear is None or relevant is None or impact is None or done is None:
            return None
        return clear in (*CLEAR, "yes") and relevant == "yes" and impact in impacts and done in DONE

    return holds


def _high(variable: str) -> Callable[[Values], bool | None]:
    def holds(values: Values) -> bool | None:
        verdict = values.get(variable)
        return verdict.value.counts_as_high if verdict is not None and verdict.value is not None else None

    return holds


FORMULAS = (
    Formula(
        "starred-2011",
        ("irm-2011",),
        gettext_lazy("Starred commitment"),
        gettext_lazy("Not a starred commitment"),
        gettext_lazy(
            "Specific at least in part, relevant, of moderate or transformative potential, and its completion"
            " substantial or complete (formula in use until 2014)."
        ),
        _starred(("moderate", "transformative")),
    ),
    Formula(
        "starred-2015",
        ("irm-2015",),
        gettext_lazy("Starred commitment"),
        gettext_lazy("Not a starred commitment"),
        gettext_lazy(
            "Specific or verifiable, relevant, of transformative potential, and its completion substantial or complete"
            " (formula in use since 2015)."
        ),
        _starred(("transformative",)),
    ),
    Formula(
        "high-completion-1",
        ("irm-2011", "irm-2015", "irm-2020", "own-1"),
        gettext_lazy("High completion"),
        gettext_lazy("Low completion"),
        gettext_lazy("Its completion is substantial or complete."),
        _high("completion"),
    ),
    Formula(
        "ambition-1",
        ("irm-2011", "irm-2015"),
        gettext_lazy("High ambition"),
        gettext_lazy("Low ambition"),
        gettext_lazy("Its potential impact is moderate or transformative."),
        _high("impact"),
    ),
)


def marks_of(assessment: Assessment, values: Iterable[AssessmentValue]) -> list[Mark]:
    """Return the marks of one commitment that follow from what one assessment says of it; none where a value lacks."""
    by_code = {verdict.variable.code: verdict for verdict in values}
    found = []
    for formula in FORMULAS:
        if assessment.scheme.code in formula.schemes:
            holds = formula.holds(by_code)
            if holds is not None:
                found.append(Mark(formula, assessment, holds))
    return found


def explained(mark: Mark) -> str:
    """Return how a mark was computed, with the version of its formula."""
    told = {"words": mark.formula.explained, "code": mark.formula.code, "document": mark.assessment.title}
    return _("%(words)s Computed from “%(document)s” with the formula %(code)s.") % told
