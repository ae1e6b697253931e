"""Acts on plans and commitments: what is refused, what is frozen, what stays in view."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from commitments import actions
from commitments.missing import missing_of
from commitments.models import Commitment, Plan, Succession
from participation.access.verdict import ActDenied
from participation.followup import actions as engine
from participation.models import Action, Event, Institution, Person, Version
from tests.commitments.conftest import make_action, make_commitment, make_plan
from tests.factories import make_component, make_institution, make_process
from tests.personas import NOW, official

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


LACKS = ["who leads", "whom to ask", "what problem", "an action", "which value", "an indicator"]


def test_a_plan_is_not_published_while_a_commitment_lacks_something(plan: Plan, carla: Person) -> None:
    with pytest.raises(ActDenied, match="no commitments"):
        actions.publish_plan(plan=plan, by=carla, at=NOW)
    bare = actions.add_commitment(plan=plan, title="Solo un título", by=carla, at=NOW)
    lacking = missing_of(plan)
    assert lacking is not None
    assert len(lacking[bare.pk]) == 6
    assert all(str(words).startswith(start) for words, start in zip(lacking[bare.pk], LACKS, strict=True))
    with pytest.raises(ActDenied, match="lack something: 1"):
        actions.publish_plan(plan=plan, by=carla, at=NOW)
    actions.withdraw_commitment(commitment=bare, reason="Se capturó dos veces.", by=carla, at=NOW)
    row = make_commitment(plan, carla)
    with pytest.raises(ActDenied):
        actions.publish_plan(plan=plan, by=carla, at=NOW)
    make_action(row, carla)
    assert actions.publish_plan(plan=plan, by=carla, at=NOW).version == 1


def test_what_is_published_changes_with_a_reason_and_keeps_what_it_said(published: Commitment, carla: Person) -> None:
    with pytest.raises(ValidationError, match="say why"):
        actions.update_commitment(commitment=published, problem="Otro problema.", by=carla, at=NOW)
    actions.update_commitment(
        commitment=published,
        problem="Otro problema.",
        reason="La ley cambió.",
        legal_basis="Ley General, artículo 5",
        by=carla,
        at=NOW,
    )
    first, second = Version.objects.filter(subject=published.subject).order_by("number")
    assert first.data["problem"] == "Nadie sabe en qué se gasta."
    assert second.data["problem"] == "Otro problema."
    assert second.reason == "La ley cambió. (Ley General, artículo 5)"
    assert Plan.objects.get(pk=published.plan_id).version == 2
    actions.update_commitment(commitment=published, problem="Otro problema.", by=carla, at=NOW)
    assert Version.objects.filter(subject=published.subject).count() == 2


def test_parts_keep_their_rows_while_their_words_change(plan: Plan, carla: Person) -> None:
    row = make_commitment(
        plan,
        carla,
        objectives=[{"term": "short", "text": "Abrir datos", "due_words": "invierno 2026"}],
        indicators=[{"name": "Contratos", "baseline": "0", "target": "100", "unit": "contratos"}],
        alignments=[{"framework": "sdg", "code": "16.6"}],
        risks=[{"text": "Cambio de gobierno"}],
    )
    objective, indicator = row.objectives.get(), row.indicators.get()
    assert objective.due_on == date(2027, 3, 20)
    action = make_action(row, carla)
    actions.set_objective_actions(objective=objective, actions=[action], by=carla, at=NOW)
    actions.measure(indicator=indicator, on=date(2026, 6, 30), value=Decimal(10), by=carla, at=NOW)
    actions.update_commitment(
        commitment=row, objectives=[{"term": "short", "text": "Abrir todos los datos"}], by=carla, at=NOW
    )
    kept = row.objectives.get()
    assert (kept.pk, kept.text, list(kept.actions.all())) == (objective.pk, "Abrir todos los datos", [action])
    with pytest.raises(ValidationError, match="measured already"):
        actions.update_commitment(commitment=row, indicators=[], by=carla, at=NOW)
    actions.measure(indicator=indicator, on=date(2026, 6, 30), value=Decimal(12), by=carla, at=NOW)
    standing = indicator.measured.get(replaced_at=None)
    assert (standing.value, indicator.measured.count()) == (Decimal(12), 2)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": ""}, "title"),
        ({"alignments": [{"framework": "sdg", "code": "99.9"}]}, "alignments"),
        ({"actors": [{"name": "X", "role": "boss"}]}, "actors"),
        ({"actors": "Tesorería"}, "actors"),
        ({"starts_on": "mañana"}, "starts_on"),
        ({"starts_on": date(2026, 5, 1), "ends_on": date(2026, 4, 1)}, "ends_on"),
        ({"budget_amount": -1}, "budget_amount"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"indicators": [{"name": "X", "target": "NaN"}]}, "indicators"),
        ({"contact_email": "no es correo"}, "contact_email"),
        ({"title": "a" * 301}, "title"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(plan: Plan, carla: Person, given: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        actions.add_commitment(plan=plan, by=carla, at=NOW, **{"title": "Uno", **given})
    assert field in caught.value.message_dict
    assert not plan.commitments.exists()


def test_a_code_is_of_one_commitment(plan: Plan, carla: Person) -> None:
    make_commitment(plan, carla, code="MX0001")
    with pytest.raises(ValidationError, match="has this code"):
        make_commitment(plan, carla, code="MX0001")


def test_who_does_not_lead_the_process_changes_nothing(published: Commitment, ana: Person, dario: Person) -> None:
    plan = published.plan
    calls: list[tuple[Any, dict[str, Any]]] = [
        (actions.update_plan, {"plan": plan, "vision": "x", "reason": "x"}),
        (actions.publish_plan, {"plan": plan}),
        (actions.archive_plan, {"plan": plan}),
        (actions.reopen_plan, {"plan": plan, "reason": "x"}),
        (actions.set_periods, {"plan": plan, "periods": []}),
        (actions.put_down_tally, {"plan": plan, "counted_by": "x", "document": "x", "rows": [("x", 1)]}),
        (actions.add_commitment, {"plan": plan, "title": "x", "reason": "x"}),
        (actions.update_commitment, {"commitment": published, "title": "x", "reason": "x"}),
        (actions.withdraw_commitment, {"commitment": published, "reason": "x"}),
        (actions.set_predecessor, {"commitment": published, "predecessor": None}),
        (actions.leave_commitment, {"actor": published.actors.get(), "on": date(2026, 5, 1), "reason": "x"}),
    ]
    before = Event.objects.count()
    for person in (ana, dario):
        for act, given in calls:
            with pytest.raises(ActDenied):
                act(by=person, at=NOW, **given)
    assert Event.objects.count() == before


def test_an_extension_says_why_and_a_closed_plan_stays_as_it_was(published: Commitment, carla: Person) -> None:
    plan = published.plan
    with pytest.raises(ValidationError, match="Say why it is extended"):
        actions.update_plan(plan=plan, extended_to=date(2028, 6, 30), reason="Faltó tiempo.", by=carla, at=NOW)
    with pytest.raises(ValidationError, match="goes on until"):
        actions.archive_plan(plan=plan, by=carla, at=NOW)
    actions.update_plan(plan=plan, extended_to=date(2028, 6, 30), extension_reason="Faltó tiempo.", by=carla, at=NOW)
    later = NOW + timedelta(days=900)
    actions.archive_plan(plan=plan, by=carla, at=later)
    with pytest.raises(ActDenied, match="closed"):
        actions.update_commitment(commitment=published, title="Otro", reason="x", by=carla, at=later)
    actions.reopen_plan(plan=plan, reason="Se cerró por error.", by=carla, at=later)
    assert Plan.objects.get(pk=plan.pk).state == "published"


def test_a_draft_is_closed_only_where_it_ran_elsewhere(carla: Person) -> None:
    past = {"starts_on": date(2011, 1, 1), "ends_on": date(2012, 12, 31)}
    here = make_plan(carla, **past)
    with pytest.raises(ValidationError, match="never published"):
        actions.archive_plan(plan=here, by=carla, at=NOW)
    elsewhere = make_plan(carla, ran_elsewhere=True, **past)
    row = actions.add_commitment(plan=elsewhere, title="Uno", by=carla, at=NOW, ends_on=date(2012, 6, 1))
    assert row.subject.action.due_on is None  # nobody reports of it here, so nothing is late
    assert actions.archive_plan(plan=elsewhere, by=carla, at=NOW).state == "archived"


def test_who_left_stays_in_view_with_the_reason(published: Commitment, carla: Person) -> None:
    actor = published.actors.get()
    actions.leave_commitment(
        actor=actor, on=date(2026, 9, 1), reason="Espionaje.", statement="Nos retiramos.", by=carla, at=NOW
    )
    actor.refresh_from_db()
    assert (actor.to_on, actor.exit_reason, actor.exit_statement) == (date(2026, 9, 1), "Espionaje.", "Nos retiramos.")
    assert Event.objects.get(name="commitments.commitment.actor_left").payload["actor"] == "Tesorería"


def test_what_goes_on_passes_to_whoever_follows_an_institution(
    published: Commitment, carla: Person, office: Institution
) -> None:
    heir = make_institution("Secretaría Anticorrupción")
    law = {"on": date(2026, 10, 1), "legal_basis": "Decreto del 1 de octubre"}
    with pytest.raises(ActDenied):
        actions.declare_succession(
            institution=office,
            kind="merged",
            successor=heir,
            by=official("Inés", "steward", office.subject),
            at=NOW,
            **law,
        )
    row = actions.declare_succession(institution=office, kind="merged", successor=heir, by=carla, at=NOW, **law)
    held = Action.objects.filter(followed=published.subject).values_list("institution", flat=True)
    assert set(held) == {heir.pk}
    assert published.actors.get().institution == office  # who promised stays who promised
    with pytest.raises(ValidationError, match="follow itself"):
        actions.declare_succession(institution=heir, kind="merged", successor=office, by=carla, at=NOW, **law)
    with pytest.raises(ValidationError, match="put down already"):
        actions.declare_succession(institution=office, kind="merged", successor=heir, by=carla, at=NOW, **law)
    actions.withdraw_succession(succession=row, reason="Era otra.", by=carla, at=NOW)
    assert not Succession.objects.filter(withdrawn_at=None).exists()


def test_reporting_periods_follow_one_another(plan: Plan, carla: Person) -> None:
    first = ("2026-1", date(2026, 6, 1), date(2026, 7, 15))
    for wrong in (
        [first, ("2026-1", date(2026, 12, 1), date(2027, 1, 15))],
        [first, ("2026-2", date(2026, 7, 1), date(2026, 8, 15))],
        [("", date(2026, 6, 1), date(2026, 7, 15))],
        [("2026-1", date(2026, 8, 1), date(2026, 7, 15))],
    ):
        with pytest.raises(ValidationError):
            actions.set_periods(plan=plan, periods=wrong, by=carla, at=NOW)
    assert [row.label for row in actions.set_periods(plan=plan, periods=[first], by=carla, at=NOW)] == ["2026-1"]


def test_completion_is_refused_without_evidence(published: Commitment, carla: Person) -> None:
    action = Action.objects.get(followed=published.subject, parent__isnull=False)
    with pytest.raises(ActDenied, match="evidence"):
        engine.declare_done(action=action, by=carla, at=NOW)


def test_only_an_activity_of_its_kind_holds_a_plan_and_only_one(plan: Plan, carla: Person) -> None:
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    with pytest.raises(ValueError, match="kind plan"):
        actions.create_plan(component=make_component(make_process()), kind="pal", by=carla, at=NOW, **days)
    with pytest.raises(ValidationError, match="already"):
        actions.create_plan(component=plan.component, kind="pal", by=carla, at=NOW, **days)
