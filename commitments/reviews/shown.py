"""What pages show of assessments: one column for each, one row for each question, nothing merged."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from commitments.models import Assessment, AssessmentValue, Commitment, Plan, VariableKind
from commitments.reviews.marks import Mark, marks_of


@dataclass(slots=True)
class Cell:
    """What one assessment says on one question; ``None`` as verdict: it does not ask."""

    assessment: Assessment
    verdict: AssessmentValue | None


@dataclass(slots=True)
class Row:
    """One question, in the words of those who ask it, with what each says."""

    concept: str
    label: str
    cells: list[Cell]

    @property
    def conflicts(self) -> bool:
        """Tell whether those who answer do not say the same."""
        return len({cell.verdict.words for cell in self.cells if cell.verdict is not None and cell.verdict.words}) > 1


@dataclass(slots=True)
class Review:
    """All that independent reviewers and others say of one commitment, or of a whole plan."""

    assessments: list[Assessment]
    rows: list[Row]
    texts: list[tuple[Assessment, list[AssessmentValue]]]
    marks: list[Mark] = field(default_factory=list)

    @property
    def conflicting(self) -> list[Row]:
        """Return the questions on which sources do not agree."""
        return [row for row in self.rows if row.conflicts]

    @property
    def scores(self) -> list[tuple[Assessment, str, int]]:
        """Return the score of each assessment that answers a list of conditions: a yes is one, in part is half."""
        worth = {"yes": 1.0, "partly": 0.5, "no": 0.0}
        found = []
        for column, one in enumerate(self.assessments):
            told = [row.cells[column].verdict for row in self.rows]
            asked = [each for each in told if each is not None and each.variable.of_plan and each.value is not None]
            if asked:
                points = sum(worth.get(each.value.code, 0.0) for each in asked if each.value is not None)
                found.append((one, f"{points:g}", len(asked)))
        return found

    @property
    def headline(self) -> AssessmentValue | None:
        """Return the latest independent verdict on completion, which stands beside what the government says."""
        for row in self.rows:
            if row.concept == "completion":
                told = [
                    cell.verdict
                    for cell in row.cells
                    if cell.verdict is not None and cell.verdict.words and cell.assessment.independent
                ]
                return told[-1] if told else None
        return None


def review_of(commitment: Commitment) -> Review:
    """Return what is published of a commitment, the oldest document first, in one query."""
    return _review(_verdicts().filter(commitment=commitment))


def review_of_plan(plan: Plan) -> Review:
    """Return what is published of a plan as a whole, in one query."""
    return _review(_verdicts().filter(commitment=None, assessment__plan=plan))


def _verdicts():  # type: ignore[no-untyped-def]
    rows = AssessmentValue.objects.filter(
        assessment__published_at__isnull=False, assessment__subject__state="published"
    ).filter(assessment__corrected_by__published_at__isnull=True)
    return rows.select_related("assessment__subject", "assessment__scheme", "variable", "value").defer(
        "assessment__subject__search"
    )


def review_in(values: Iterable[AssessmentValue]) -> Review:
    """Return verdicts that were read already, such as those of one assessment, as pages show them."""
    return _review(values)


def _review(values: Iterable[AssessmentValue]) -> Review:
    told = sorted(values, key=lambda one: (one.variable.position, one.pk))
    assessments = sorted(
        {one.assessment_id: one.assessment for one in told}.values(), key=lambda one: (str(one.dated or ""), one.pk)
    )
    scaled = [one for one in told if one.variable.kind != VariableKind.TEXT]
    rows = []
    for concept in dict.fromkeys(one.variable.concept for one in scaled):
        same = [one for one in scaled if one.variable.concept == concept]
        labels = dict.fromkeys(one.variable.label for one in same)
        by_assessment = {one.assessment_id: one for one in same}
        cells = [Cell(each, by_assessment.get(each.pk)) for each in assessments]
        rows.append(Row(concept, " / ".join(labels), cells))
    texts = [
        (each, [one for one in told if one.assessment_id == each.pk and (one.rationale or one.footnotes)])
        for each in assessments
    ]
    marks = [
        mark for each in assessments for mark in marks_of(each, [one for one in told if one.assessment_id == each.pk])
    ]
    return Review(assessments, rows, [(each, own) for each, own in texts if own], marks)
