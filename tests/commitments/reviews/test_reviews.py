"""Assessments: whose they are, what they may say, and that nobody changes, hides or delays a published one."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from commitments.models import Assessment, AssessmentScheme, AssessmentValue, Assessor, ScaleValue
from commitments.reviews import actions
from commitments.reviews.actions import Verdict
from commitments.reviews.marks import marks_of
from commitments.reviews.schemes import get_scheme
from commitments.reviews.shown import review_of
from participation.access.verdict import ActDenied
from participation.models import Event, Person, Role
from participation.moderation.actions import decide
from tests.commitments.reviews.help import make_assessor, make_commitment, make_plan, write
from tests.personas import NOW, official

pytestmark = pytest.mark.django_db


def test_methods_come_as_data_with_their_versions() -> None:
    """Three versions of the IRM, and what counts as high on their scales."""
    get_scheme("irm-2011")
    assert set(AssessmentScheme.objects.values_list("code", flat=True)) == {
        "irm-2011", "irm-2015", "irm-2020", "ogp-card", "metrica", "cimtra", "cimtra-start", "own-1",
    }  # fmt: skip
    high = ScaleValue.objects.filter(variable__scheme__code="irm-2015", variable__code="impact", counts_as_high=True)
    assert sorted(high.values_list("label_es", "label_en")) == [
        ("Moderado", "Moderate"),
        ("Transformador", "Transformative"),
    ]


def test_an_assessor_writes_and_publishes_alone(carla: Person) -> None:
    """Whoever the forum appointed needs nobody: no official sees the draft, and its conflict goes with it."""
    plan = make_plan()
    commitment = make_commitment(plan)
    assessor = make_assessor(plan, carla)
    values = [Verdict("completion", "limited", commitment, rationale="Falta la mitad.")]
    row = write(plan, assessor.person, values, scheme="own-1", assessor=assessor, title="Primera revisión")
    assert list(Assessment.objects.visible_to(carla)) == []
    assert list(Assessment.objects.visible_to(assessor.person)) == [row]
    actions.declare_conflict(assessor=assessor, conflict="Fui proveedora en 2019.", by=assessor.person, at=NOW)
    actions.end_appointment(assessor=assessor, reason="Terminó su encargo.", by=carla, at=NOW)
    row = actions.publish_assessment(assessment=row, by=assessor.person, at=NOW)  # also after it ended
    assert (row.conflict, row.independent, row.subject.state) == ("Fui proveedora en 2019.", True, "published")
    assert list(Assessment.objects.public()) == [row]
    event = Event.objects.get(name="commitments.assessment.published")
    assert event.payload["subjects"] == [commitment.subject_id]


def test_who_may_not_assess(carla: Person, bruno: Person) -> None:
    """No official of the plan, nobody before their declaration, nobody else in their place; nothing is written."""
    plan = make_plan()
    forumless = make_assessor(plan, carla, declared=False)
    with pytest.raises(ActDenied) as lacking:
        write(plan, forumless.person, [], assessor=forumless)
    assert lacking.value.denial.code == "not_declared"
    actions.declare_conflict(assessor=forumless, conflict="", by=forumless.person, at=NOW)
    with pytest.raises(ActDenied) as stranger:
        write(plan, bruno, [], assessor=forumless)
    assert stranger.value.denial.code == "not_assessor"
    Role.objects.create(
        person=forumless.person, kind="evaluator", scope=plan.component.process.institution.subject, granted_at=NOW
    )
    with pytest.raises(ActDenied) as judge:
        write(plan, Person.objects.get(pk=forumless.person_id), [], assessor=forumless)
    assert judge.value.denial.code == "is_official"
    with pytest.raises(ActDenied):
        write(plan, bruno, [])  # a copy of a document is made by whoever runs the plan
    assert Assessment.objects.count() == 0


def test_an_appointment_needs_a_session_with_minutes(carla: Person, bruno: Person) -> None:
    """The forum decided it in a session whose minutes are published, and never on an official of the plan."""
    from tests.processes.forums.help import make_council, make_session

    plan, forum = make_plan(), make_council(carla)
    held = make_session(forum, carla, 20, attendance=None).encounter
    told: dict[str, Any] = {"forum": forum, "plan": plan, "name": "Observatorio", "at": NOW}
    with pytest.raises(ActDenied) as lacking:
        actions.appoint_assessor(**told, session=held, person=bruno, by=carla)
    assert lacking.value.denial.code == "no_session"
    done = make_session(forum, carla, 40).encounter
    done.refresh_from_db()
    elena = official("Elena", "evaluator", plan.component.process.institution.subject)
    for person, by in ((elena, carla), (carla, carla), (bruno, bruno)):
        with pytest.raises(ActDenied):
            actions.appoint_assessor(**told, session=done, person=person, by=by)
    assert Assessor.objects.count() == 0
    assert actions.appoint_assessor(**told, session=done, person=bruno, by=carla).since == date(2026, 11, 21)


def test_nobody_changes_or_hides_what_is_published(carla: Person, dario: Person) -> None:
    """No act, no moderator of everything, and not the database itself: neither the row, nor a verdict, nor its page."""
    plan = make_plan()
    commitment = make_commitment(plan)
    row = write(plan, carla, [Verdict("completion", "substantial", commitment)])
    row = actions.publish_assessment(assessment=row, by=carla, at=NOW)
    tries: list[Any] = [
        lambda: actions.revise_assessment(assessment=row, by=carla, at=NOW, title="Otro"),
        lambda: actions.say_of(assessment=row, commitment=commitment, values=[], by=carla, at=NOW),
        lambda: actions.discard_assessment(assessment=row, by=carla, at=NOW),
        lambda: decide(subject=row.subject, outcome="hide", reason="No nos gusta", by=dario, at=NOW),
    ]
    for attempt in tries:
        with pytest.raises(ActDenied):
            attempt()
    value = AssessmentValue.objects.get()
    with connection.cursor() as cursor:  # as migrations leave it
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = 'verdict_stands'")
        if not cursor.fetchone()[0]:
            from commitments.reviews.standing import FORWARD

            cursor.execute(FORWARD)
    statements = (
        ("UPDATE commitments_assessment SET title = 'x' WHERE id = %s", row.pk),
        ("DELETE FROM commitments_assessment WHERE id = %s", row.pk),
        ("UPDATE commitments_assessmentvalue SET rationale = 'x' WHERE id = %s", value.pk),
        ("DELETE FROM commitments_assessmentvalue WHERE id = %s", value.pk),
        ("UPDATE participation_subject SET state = 'hidden' WHERE id = %s", row.subject_id),
        ("UPDATE participation_subject SET parent_id = id WHERE id = %s", row.subject_id),
    )
    for sql, key in statements:
        with pytest.raises(DatabaseError, match="published assessment"), transaction.atomic():
            connection.cursor().execute(sql, [key])
    with pytest.raises(DatabaseError, match="published assessment"), transaction.atomic():
        AssessmentValue.objects.create(assessment=row, variable=value.variable)
    plan.component.subject.state = "hidden"
    plan.component.subject.save()
    assert list(Assessment.objects.public()) == [row]  # whoever hides the plan hides no verdict


def test_a_correction_is_another_assessment(carla: Person) -> None:
    """The first stays with its address; the page of the commitment says what the second says, once it is published."""
    plan = make_plan()
    commitment = make_commitment(plan)
    first = write(plan, carla, [Verdict("completion", "limited", commitment)])
    first = actions.publish_assessment(assessment=first, by=carla, at=NOW)
    second = actions.correct_assessment(assessment=first, reason="Se leyó mal la tabla.", by=carla, at=NOW)
    with pytest.raises(ActDenied) as again:
        actions.correct_assessment(assessment=first, reason="Otra vez.", by=carla, at=NOW)
    assert again.value.denial.code == "corrected"
    actions.revise_assessment(
        assessment=second, by=carla, at=NOW, values=[Verdict("completion", "complete", commitment)]
    )
    assert [cell.verdict.value.code for cell in review_of(commitment).rows[0].cells] == ["limited"]
    actions.publish_assessment(assessment=second, by=carla, at=NOW)
    assert [cell.verdict.value.code for cell in review_of(commitment).rows[0].cells] == ["complete"]
    assert Assessment.objects.public().count() == 2


def test_what_is_said_is_checked(carla: Person) -> None:
    """Only variables and values of the method, only commitments of the plan, and a document to lead to."""
    plan = make_plan()
    commitment, foreign = make_commitment(plan), make_commitment(make_plan())
    wrong: list[tuple[list[Verdict], dict[str, Any], str]] = [
        ([Verdict("stars", "many", commitment)], {}, "values"),
        ([Verdict("completion", "excellent", commitment)], {}, "values"),
        ([Verdict("completion", "limited", foreign)], {}, "values"),
        ([], {"document_url": ""}, "document_url"),
        ([], {"document_url": "javascript:alert(1)"}, "document_url"),
        ([], {"phase": "never"}, "phase"),
        ([], {"title": " "}, "title"),
        ([], {"document_on": date(2027, 1, 1)}, "document_on"),
        ([], {"comment_from": date(2026, 5, 2)}, "comment_until"),
    ]
    for values, fields, where in wrong:
        with pytest.raises(ValidationError) as error:
            write(plan, carla, values, **fields)
        assert where in error.value.message_dict
    assert Assessment.objects.count() == 0
    empty = write(plan, carla, [])
    with pytest.raises(ValidationError):
        actions.publish_assessment(assessment=empty, by=carla, at=NOW)


def test_conflicting_verdicts_stand_together_and_marks_are_computed(carla: Person) -> None:
    """The card, the design review and the end review of MX0087 as seed 003 has them: three columns, no average."""
    plan = make_plan()
    commitment = make_commitment(plan)
    told = (
        ("ogp-card", "card", "Ficha", None, [("ambition", "high", ""), ("early_results", "major", "Mayor"),
                                             ("completion", "", "")]),
        ("irm-2015", "design", "Informe de diseño", 2020, [("impact", "moderate", ""), ("verifiable", "", "")]),
        ("irm-2020", "end", "Informe de resultados", 2023, [("results", "", "Moderado"),
                                                            ("completion", "substantial", ""),
                                                            ("opened", "major", "")]),
    )  # fmt: skip
    for scheme, phase, title, year, values in told:
        row = write(
            plan, carla, [Verdict(name, value, commitment, as_said=said) for name, value, said in values],
            scheme=scheme, phase=phase, title=title, document_year=year,
        )  # fmt: skip
        actions.publish_assessment(assessment=row, by=carla, at=NOW)
    review = review_of(commitment)
    assert [each.title for each in review.assessments] == ["Informe de diseño", "Informe de resultados", "Ficha"]
    rows = {row.label: [cell.verdict and cell.verdict.words for cell in row.cells] for row in review.rows}
    assert rows["Cumplimiento"] == [None, "Sustancial", ""]  # does not ask, says, leaves it blank
    assert rows["Potencial para obtener resultados"] == [None, "Moderado", None]
    assert rows["Primeros resultados / ¿Abrió el gobierno?"] == [None, "Significativo", "Mayor"]
    assert [row.concept for row in review.conflicting] == ["opened"]
    assert review.headline is not None
    assert review.headline.words == "Sustancial"
    marks = [(mark.formula.code, mark.holds) for mark in review.marks]
    assert marks == [("ambition-1", True), ("high-completion-1", True)]


@pytest.mark.parametrize(
    ("scheme", "impact", "completion", "starred"),
    [
        ("irm-2011", "moderate", "complete", True),
        ("irm-2011", "minor", "complete", False),
        ("irm-2015", "moderate", "complete", False),  # the formula tightened in 2015
        ("irm-2015", "transformative", "substantial", True),
        ("irm-2015", "transformative", "limited", False),
        ("irm-2015", "", "complete", None),  # a value lacks: nothing is said
    ],
)
def test_stars_follow_the_formula_of_their_years(
    carla: Person, scheme: str, impact: str, completion: str, starred: bool | None
) -> None:
    """The same coding has a star under one formula and none under the next."""
    plan = make_plan()
    commitment = make_commitment(plan)
    values = [("specificity", "high"), ("value_participation", "yes"), ("impact", impact), ("completion", completion)]
    row = write(plan, carla, [Verdict(name, value, commitment) for name, value in values], scheme=scheme)
    told = list(AssessmentValue.objects.filter(assessment=row).select_related("variable", "value"))
    found = {mark.formula.code: mark.holds for mark in marks_of(row, told)}
    assert found.get(f"starred-{scheme[-4:]}") is starred
