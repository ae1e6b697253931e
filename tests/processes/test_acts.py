"""Acts of processes: what they do, what they refuse, and what the log keeps."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from participation.access.verdict import ActDenied
from participation.models import Event, Person, Subject
from processes import actions
from processes.kinds import get_kind
from processes.models import Component, Phase, Process
from processes.policies import took_part
from tests.factories import make_comment, make_institution, make_phase, make_process, make_proposal
from tests.personas import NOW, official

COMPLETE = {
    "summary": "Qué se decide.",
    "who_participates": "Todas las personas",
    "what_is_decided": "El plan",
    "how_decided": "El cabildo",
    "contact_email": "plan@example.org",
    "promise": 3,
    "description": "<p>Más.</p>",
}


def make_draft(by: Person, **fields: Any) -> Process:
    given = {**COMPLETE, "institution": make_institution(), **fields}
    return actions.create_process(by=by, at=NOW, title="Plan de prueba", **given)


def make_ready(by: Person) -> tuple[Process, Component, Phase]:
    process = make_draft(by)
    component = actions.add_component(process=process, kind="proposals", title="Propuestas", by=by, at=NOW)
    phase = actions.add_phase(
        process=process,
        title="Propuestas",
        opens_at=NOW - timedelta(5),
        closes_at=NOW + timedelta(5),
        by=by,
        at=NOW,
        openings={component.pk: ["propose", "support"]},
    )
    actions.add_phase(
        process=process, title="Respuestas", opens_at=NOW + timedelta(5), closes_at=NOW + timedelta(15), by=by, at=NOW
    )
    return process, component, phase


def names() -> list[str]:
    return list(Event.objects.order_by("at", "pk").values_list("name", flat=True))


def test_a_process_begins_as_a_draft_with_its_subject(carla: Person) -> None:
    process = make_draft(carla)
    assert (process.state, process.slug, process.subject.path) == (
        "draft",
        "plan-de-prueba",
        "/procesos/plan-de-prueba/",
    )
    assert process.subject.state == "draft"
    assert process.subject.parent == process.institution.subject
    again = make_draft(carla)
    assert again.slug == "plan-de-prueba-2"
    event = Event.objects.get(name="processes.process.created", subject=process.subject)
    assert (event.actor, event.after["title"]) == (carla, "Plan de prueba")


@pytest.mark.parametrize("persona", ["ana", "bruno", "dario", "elena", "olga"])
def test_only_stewards_begin_processes(request: pytest.FixtureRequest, db: None, persona: str) -> None:
    person = request.getfixturevalue(persona)
    with pytest.raises(ActDenied) as caught:
        make_draft(person)
    assert caught.value.denial.code == "role_missing"
    assert not Process.objects.exists()


def test_a_steward_of_an_institution_begins_processes_there_alone(db: None) -> None:
    mine, other = make_institution(), make_institution()
    steward = official("Silvia", "steward", mine.subject)
    process = actions.create_process(by=steward, at=NOW, title="Mío", institution=mine)
    with pytest.raises(ActDenied):
        actions.create_process(by=steward, at=NOW, title="Ajeno", institution=other)
    with pytest.raises(ActDenied):
        actions.update_process(process=process, by=steward, at=NOW, institution=other)
    assert Process.objects.get().institution == mine


def test_rich_text_is_cleaned_and_too_long_text_is_refused(carla: Person) -> None:
    process = make_draft(carla, description='<p onclick="x()">Hola<script>alert(1)</script></p>')
    assert process.description == "<p>Hola</p>"
    with pytest.raises(ValidationError) as caught:
        actions.update_process(process=process, by=carla, at=NOW, summary="a" * 301)
    assert set(caught.value.message_dict) == {"summary"}
    actions.update_process(process=process, by=carla, at=NOW, who_participates="a\x00b\u202ec")
    process.refresh_from_db()
    assert process.who_participates == "abc"


def test_updating_logs_before_and_after_and_nothing_where_nothing_changed(carla: Person) -> None:
    process = make_draft(carla)
    before = Event.objects.count()
    actions.update_process(process=process, by=carla, at=NOW, summary=process.summary)
    assert Event.objects.count() == before
    actions.update_process(
        process=process,
        by=carla,
        at=NOW,
        summary="Otro",
        translations={
            "en": {"title": "Plan", "nada": "x"},
        },
    )
    event = Event.objects.get(name="processes.process.updated")
    assert (event.before["summary"], event.after["summary"]) == ("Qué se decide.", "Otro")
    process.refresh_from_db()
    assert process.translations == {"en": {"title": "Plan"}}
    assert process.subject.summary == "Otro"


def test_another_institution_moves_everything_below(carla: Person) -> None:
    process, component, _phase = make_ready(carla)
    proposal = make_proposal(component)
    other = make_institution()
    actions.update_process(process=process, by=carla, at=NOW, institution=other)
    subject = Subject.objects.get(pk=proposal.subject_id)
    assert subject.ancestors == [other.subject_id, process.subject_id, component.subject_id]
    assert Subject.objects.get(pk=process.subject_id).parent_id == other.subject_id


def test_publishing_shows_everything_below_and_names_what_changed(carla: Person) -> None:
    process, component, phase = make_ready(carla)
    actions.publish_process(process=process, by=carla, at=NOW)
    component.refresh_from_db()
    assert (process.state, component.subject.state) == ("published", "published")
    event = Event.objects.get(name="processes.process.published")
    assert ["phases", phase.pk] in event.changes
    assert ["components", component.pk] in event.changes
    with pytest.raises(ActDenied) as caught:
        actions.publish_process(process=process, by=carla, at=NOW)
    assert caught.value.denial.code == "not_a_draft"


def test_errors_block_publishing_and_warnings_ask(carla: Person) -> None:
    process = make_draft(carla, what_is_decided="")
    with pytest.raises(ValidationError) as caught:
        actions.publish_process(process=process, by=carla, at=NOW, accept_warnings=True)
    assert len(caught.value.messages) == 2  # what is decided, and phases
    actions.update_process(process=process, by=carla, at=NOW, what_is_decided="El plan", contact_email="")
    actions.add_phase(process=process, title="Única", opens_at=NOW, by=carla, at=NOW)
    with pytest.raises(ValidationError) as caught:
        actions.publish_process(process=process, by=carla, at=NOW)
    process.refresh_from_db()
    assert process.state == "draft"
    actions.publish_process(process=process, by=carla, at=NOW, accept_warnings=True)
    assert process.state == "published"


def test_a_public_process_does_not_lose_what_it_needed(carla: Person) -> None:
    process, _component, _phase = make_ready(carla)
    actions.publish_process(process=process, by=carla, at=NOW)
    with pytest.raises(ValidationError) as caught:
        actions.update_process(process=process, by=carla, at=NOW, how_decided="")
    assert set(caught.value.message_dict) == {"how_decided"}
    process.refresh_from_db()
    assert process.how_decided == "El cabildo"


def test_back_to_draft_only_while_nobody_took_part(carla: Person) -> None:
    process, component, _phase = make_ready(carla)
    actions.publish_process(process=process, by=carla, at=NOW)
    actions.unpublish_process(process=process, by=carla, at=NOW)
    assert Subject.objects.get(pk=component.subject_id).state == "draft"
    actions.publish_process(process=process, by=carla, at=NOW)
    make_proposal(component)
    with pytest.raises(ActDenied) as caught:
        actions.unpublish_process(process=process, by=carla, at=NOW)
    assert caught.value.denial.code == "people_took_part"
    process.refresh_from_db()
    assert process.state == "published"


def test_closing_and_opening_again(carla: Person) -> None:
    process, component, _phase = make_ready(carla)
    actions.publish_process(process=process, by=carla, at=NOW)
    make_proposal(component)
    with pytest.raises(ValidationError):
        actions.close_process(process=process, by=carla, at=NOW)
    actions.close_process(process=process, by=carla, at=NOW, reason="Cambió la ley")
    assert (process.state, process.closed_at) == ("closed", NOW)
    assert Event.objects.get(name="processes.process.closed").payload == {"reason": "Cambió la ley"}
    with pytest.raises(ValidationError):
        actions.reopen_process(process=process, by=carla, at=NOW, reason=" ")
    actions.reopen_process(process=process, by=carla, at=NOW, reason="Se corrigió")
    assert process.state == "published"


def test_what_counts_as_taking_part(carla: Person) -> None:
    process, component, _phase = make_ready(carla)
    assert not took_part(process)
    make_comment(component.subject)
    assert took_part(process)


def test_dates_change_freely_until_people_take_part_and_then_with_a_reason(carla: Person) -> None:
    process, component, phase = make_ready(carla)
    actions.change_phase_dates(phase=phase, opens_at=NOW - timedelta(4), closes_at=NOW + timedelta(5), by=carla, at=NOW)
    assert "processes.phase.dates_changed" not in names()
    actions.publish_process(process=process, by=carla, at=NOW)
    make_proposal(component)
    with pytest.raises(ValidationError) as caught:
        actions.change_phase_dates(
            phase=phase, opens_at=NOW - timedelta(4), closes_at=NOW + timedelta(8), by=carla, at=NOW
        )
    assert set(caught.value.message_dict) == {"reason"}
    phase.refresh_from_db()
    assert phase.closes_at == NOW + timedelta(5)
    actions.change_phase_dates(
        phase=phase,
        opens_at=NOW - timedelta(4),
        closes_at=NOW + timedelta(8),
        by=carla,
        at=NOW,
        reason="Hubo un apagón",
    )
    event = Event.objects.get(name="processes.phase.dates_changed")
    assert event.payload["reason"] == "Hubo un apagón"
    assert event.before == {"closes_at": (NOW + timedelta(5)).isoformat()}
    assert event.after == {"closes_at": (NOW + timedelta(8)).isoformat()}
    assert event.changes == [["phases", phase.pk]]


@pytest.mark.parametrize("what", ["add", "remove", "openings"])
def test_other_changes_of_what_is_open_need_a_reason_too(carla: Person, what: str) -> None:
    process, component, phase = make_ready(carla)
    actions.publish_process(process=process, by=carla, at=NOW)
    make_proposal(component)
    last = process.phases.last()
    calls = {
        "add": lambda **more: actions.add_phase(
            process=process, title="Otra", opens_at=NOW + timedelta(20), by=carla, at=NOW, **more
        ),
        "remove": lambda **more: actions.remove_phase(phase=last, by=carla, at=NOW, **more),
        "openings": lambda **more: actions.set_openings(phase=phase, openings={}, by=carla, at=NOW, **more),
    }
    with pytest.raises(ValidationError):
        calls[what]()
    calls[what](reason="Se acordó en la mesa")
    if what == "remove":
        with pytest.raises(ActDenied) as caught:
            actions.remove_phase(phase=phase, by=carla, at=NOW, reason="No")
        assert caught.value.denial.code == "phase_began"


def test_the_time_zone_keeps_local_dates_and_does_not_move_them_under_people(carla: Person) -> None:
    process, component, phase = make_ready(carla)
    actions.update_process(process=process, by=carla, at=NOW, time_zone="America/Tijuana")
    phase.refresh_from_db()
    assert phase.opens_at == NOW - timedelta(5) + timedelta(hours=2)
    actions.publish_process(process=process, by=carla, at=NOW)
    make_proposal(component)
    with pytest.raises(ValidationError) as caught:
        actions.update_process(process=process, by=carla, at=NOW, time_zone="America/Mexico_City")
    assert set(caught.value.message_dict) == {"time_zone"}
    with pytest.raises(ValidationError):
        actions.update_process(process=process, by=carla, at=NOW, time_zone="../../etc/passwd")


def test_phases_are_numbered_without_gaps(carla: Person) -> None:
    process = make_draft(carla)
    phases = [
        actions.add_phase(process=process, title=title, opens_at=NOW + timedelta(n), by=carla, at=NOW)
        for n, title in enumerate("abc")
    ]
    actions.reorder_phases(process=process, order=[phases[2].pk, phases[0].pk, phases[1].pk], by=carla, at=NOW)
    assert list(process.phases.order_by("position").values_list("title", "position")) == [("c", 1), ("a", 2), ("b", 3)]
    actions.remove_phase(phase=phases[0], by=carla, at=NOW)
    assert list(process.phases.order_by("position").values_list("title", "position")) == [("c", 1), ("b", 2)]
    with pytest.raises(ValidationError):
        actions.reorder_phases(process=process, order=[phases[2].pk], by=carla, at=NOW)
    with pytest.raises(ValidationError):
        actions.update_phase(phase=phases[0], title="x", by=carla, at=NOW)


def test_a_phase_opens_known_acts_of_its_own_process_only(carla: Person) -> None:
    _process, component, phase = make_ready(carla)
    stranger = make_phase(make_process())
    with pytest.raises(ValidationError):
        actions.set_openings(phase=phase, openings={component.pk: ["volar"]}, by=carla, at=NOW)
    with pytest.raises(ValidationError):
        actions.set_openings(phase=stranger, openings={component.pk: ["propose"]}, by=carla, at=NOW)
    assert phase.openings.count() == 2
    with pytest.raises(ValidationError):
        actions.change_phase_dates(phase=phase, opens_at=NOW, closes_at=NOW, by=carla, at=NOW)


@pytest.mark.parametrize("persona", ["ana", "dario", "elena", "olga"])
def test_every_act_is_refused_to_others_and_changes_nothing(
    request: pytest.FixtureRequest, carla: Person, persona: str
) -> None:
    process, component, phase = make_ready(carla)
    person, count = request.getfixturevalue(persona), Event.objects.count()
    calls = [
        lambda: actions.update_process(process=process, by=person, at=NOW, title="x"),
        lambda: actions.publish_process(process=process, by=person, at=NOW),
        lambda: actions.close_process(process=process, by=person, at=NOW),
        lambda: actions.reopen_process(process=process, by=person, at=NOW, reason="x"),
        lambda: actions.unpublish_process(process=process, by=person, at=NOW),
        lambda: actions.duplicate_process(process=process, title="x", starts_on=date(2026, 1, 1), by=person, at=NOW),
        lambda: actions.add_phase(process=process, title="x", opens_at=NOW, by=person, at=NOW),
        lambda: actions.update_phase(phase=phase, title="x", by=person, at=NOW),
        lambda: actions.change_phase_dates(phase=phase, opens_at=NOW, closes_at=None, by=person, at=NOW),
        lambda: actions.set_openings(phase=phase, openings={}, by=person, at=NOW),
        lambda: actions.remove_phase(phase=phase, by=person, at=NOW),
        lambda: actions.reorder_phases(process=process, order=[], by=person, at=NOW),
        lambda: actions.add_component(process=process, kind="pages", title="x", by=person, at=NOW),
        lambda: actions.update_component(component=component, title="x", by=person, at=NOW),
        lambda: actions.remove_component(component=component, by=person, at=NOW),
        lambda: actions.reorder_components(process=process, order=[], by=person, at=NOW),
    ]
    for call in calls:
        with pytest.raises(ActDenied):
            call()
    assert Event.objects.count() == count


def test_settings_are_typed_and_checked_by_the_kinds_form(carla: Person) -> None:
    process = make_draft(carla)
    component = actions.add_component(
        process=process, kind="proposals", title="Propuestas", by=carla, at=NOW, settings={"proposals_per_person": 3}
    )
    assert component.config.proposals_per_person == 3
    with pytest.raises(ValidationError) as caught:
        actions.update_component(component=component, by=carla, at=NOW, settings={"proposals_per_person": -1})
    assert set(caught.value.message_dict) == {"proposals_per_person"}
    actions.update_component(component=component, by=carla, at=NOW, settings={"threshold": 100})
    component.refresh_from_db()
    assert (component.config.proposals_per_person, component.config.threshold) == (3, 100)
    with pytest.raises(ValidationError):
        actions.add_component(process=process, kind="teletransporte", title="x", by=carla, at=NOW)


def test_a_component_is_removed_only_while_empty(carla: Person) -> None:
    process, component, phase = make_ready(carla)
    page = actions.add_component(process=process, kind="pages", title="Antecedentes", by=carla, at=NOW)
    proposal = make_proposal(component)
    with pytest.raises(ActDenied) as caught:
        actions.remove_component(component=component, by=carla, at=NOW)
    assert caught.value.denial.code == "component_not_empty"
    subject = page.subject
    actions.remove_component(component=page, by=carla, at=NOW)
    subject.refresh_from_db()
    assert subject.state == "withdrawn"
    assert list(process.components.all()) == [component]
    assert phase.openings.count() == 2
    assert proposal.component == component


def test_components_are_put_in_another_order(carla: Person) -> None:
    process, component, _phase = make_ready(carla)
    page = actions.add_component(process=process, kind="pages", title="Antecedentes", by=carla, at=NOW)
    actions.reorder_components(process=process, order=[page.pk, component.pk], by=carla, at=NOW)
    assert list(process.components.order_by("position")) == [page, component]


def test_kinds_of_components_say_their_acts() -> None:
    assert [act.name for act in get_kind("proposals").acts] == ["propose", "support", "comment"]
    assert get_kind("pages").acts == ()
