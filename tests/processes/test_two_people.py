"""Where two people are needed, dates change after participation only when a second steward confirms."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from participation.access.pending.actions import (
    confirm_act,
    propose_act,
    reject_act,
    require_two_people,
    stop_requiring,
    withdraw_act,
)
from participation.access.rules import STOP
from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Event, Notice, PendingAct, Person, TwoPeople
from processes import actions
from processes.models import Phase
from processes.policies import DATES
from processes.sensitive import date_arguments, new_phase_arguments, opening_arguments
from tests.factories import make_proposal
from tests.personas import NOW, client_of, official
from tests.processes.test_acts import make_ready
from tests.races import at_once

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=9)
REASON = "La mesa de trabajo pidió más días"


@pytest.fixture
def sara(db: None) -> Person:
    """Steward of everything, like Carla."""
    return official("Sara", "steward")


@pytest.fixture
def phase(carla: Person) -> Phase:
    """A phase in which people took part, where dates need two people."""
    process, component, phase = make_ready(carla)
    actions.publish_process(process=process, by=carla, at=NOW, accept_warnings=True)
    make_proposal(component)
    require_two_people(kind=DATES, by=carla, at=NOW)
    return Phase.objects.get(pk=phase.pk)


def change(phase: Phase, by: Person, **more: object) -> Phase:
    """Change the end of the phase."""
    return actions.change_phase_dates(
        phase=phase, opens_at=phase.opens_at, closes_at=LATER, by=by, at=NOW, reason=REASON, **more
    )


def propose(phase: Phase, by: Person) -> PendingAct:
    """Propose it."""
    return propose_act(kind=DATES, arguments=date_arguments(phase, phase.opens_at, LATER), reason=REASON, by=by, at=NOW)


def closes(phase: Phase) -> object:
    """Return when the phase closes now."""
    return Phase.objects.get(pk=phase.pk).closes_at


def test_one_person_alone_changes_nothing(phase: Phase, carla: Person) -> None:
    for more in ({}, {"confirmed_by": carla}):
        with pytest.raises(ActDenied) as denied:
            change(phase, carla, **more)
        assert denied.value.denial.code == "needs_two_people"
    assert closes(phase) == NOW + timedelta(5)


def test_a_second_who_may_not_is_no_second(phase: Phase, carla: Person, dario: Person) -> None:
    with pytest.raises(ActDenied) as denied:
        change(phase, carla, confirmed_by=dario)
    assert denied.value.denial.code == "role_missing"
    assert closes(phase) == NOW + timedelta(5)


def test_a_second_steward_confirms_and_it_is_done(phase: Phase, carla: Person, sara: Person) -> None:
    pending = propose(phase, carla)
    assert closes(phase) == NOW + timedelta(5)
    confirm_act(pending=pending, by=sara, at=NOW)
    assert closes(phase) == LATER
    event = Event.objects.get(name="processes.phase.dates_changed")
    assert (event.actor, event.payload["confirmed_by"], event.payload["reason"]) == (carla, sara.pk, REASON)
    assert Event.objects.get(name="access.act.confirmed").actor == sara


def test_nobody_goes_round_it_by_other_openings_or_another_phase(phase: Phase, carla: Person, sara: Person) -> None:
    """What a phase opens, and a phase that is added with openings, say until when something is open as dates do."""
    call = phase.openings.latest("pk").component
    assert phase.openings.count() == 2
    wider: dict[int, list[str]] = {call.pk: ["comment", "propose", "support"]}
    new: dict[str, object] = {"title": "Otra", "opens_at": LATER, "closes_at": None, "openings": wider}
    alone = [
        lambda: actions.set_openings(phase=phase, openings=wider, by=carla, at=NOW, reason=REASON),
        lambda: actions.add_phase(process=phase.process, by=carla, at=NOW, reason=REASON, **new),  # type: ignore[arg-type]
    ]
    for act in alone:
        with pytest.raises(ActDenied) as denied:
            act()
        assert denied.value.denial.code == "needs_two_people"
    assert phase.process.phases.count() == 2
    texts = {"title": "Otra", "translations": {"en": {"title": "Another"}}}
    wanted = [
        opening_arguments(phase, wider),
        new_phase_arguments(phase.process, LATER, None, wider, **texts),
    ]
    about = []
    for arguments in wanted:
        pending = propose_act(kind=DATES, arguments=arguments, reason=REASON, by=carla, at=NOW)
        about.append(pending.about)
        confirm_act(pending=pending, by=sara, at=NOW)
    assert sorted(phase.openings.values_list("act", flat=True)) == ["comment", "propose", "support"]
    added = phase.process.phases.latest("position")
    assert (added.title, added.opens_at, added.closes_at, added.openings.count()) == ("Otra", LATER, None, 3)
    assert added.translations == {"en": {"title": "Another"}}
    assert "Comentar, Proponer, Respaldar" in about[0]
    assert "«Otra»" in about[1]
    for name in ("processes.phase.openings_set", "processes.phase.added"):
        assert Event.objects.filter(name=name).latest("pk").payload["confirmed_by"] == sara.pk
    empty = actions.add_phase(process=phase.process, by=carla, at=NOW, reason=REASON, title="Lectura", opens_at=LATER)
    assert empty.openings.count() == 0, "a phase that opens nothing needs one person"
    stale = propose_act(kind=DATES, arguments=wanted[0], reason=REASON, by=sara, at=NOW)
    with pytest.raises(ValidationError):
        confirm_act(pending=stale, by=carla, at=NOW)


@pytest.mark.parametrize("who", ["carla", "dario", "bruno"])
def test_who_does_not_confirm(phase: Phase, carla: Person, dario: Person, bruno: Person, who: str) -> None:
    person = {"carla": carla, "dario": dario, "bruno": bruno}[who]
    pending = propose(phase, carla)
    for act in (lambda: confirm_act(pending=pending, by=person, at=NOW),
                lambda: reject_act(pending=pending, reason="No me parece bien", by=person, at=NOW)):  # fmt: skip
        with pytest.raises(ActDenied):
            act()
    assert PendingAct.objects.get().outcome == "waiting"
    assert closes(phase) == NOW + timedelta(5)


def test_who_proposed_must_still_be_allowed_when_it_is_confirmed(phase: Phase, carla: Person, sara: Person) -> None:
    pending = propose(phase, carla)
    carla.roles.update(ended_at=NOW)
    with pytest.raises(ActDenied):
        confirm_act(pending=pending, by=sara, at=NOW)
    assert closes(phase) == NOW + timedelta(5)


def test_dates_that_changed_meanwhile_are_not_overwritten(phase: Phase, carla: Person, sara: Person) -> None:
    pending = propose(phase, carla)
    change(phase, sara, confirmed_by=carla)
    with pytest.raises(ValidationError):
        confirm_act(pending=pending, by=official("Tere", "steward"), at=NOW)
    assert PendingAct.objects.get().outcome == "waiting", "nothing is half done"


def test_refused_with_a_reason_and_the_proposer_is_told(phase: Phase, carla: Person, sara: Person) -> None:
    pending = propose(phase, carla)
    reject_act(pending=pending, reason="Ya se había anunciado", by=sara, at=NOW)
    while relay(at=NOW):
        pass
    assert closes(phase) == NOW + timedelta(5)
    assert Notice.objects.filter(person=carla, event__name="access.act.rejected").exists()
    assert Notice.objects.filter(person=sara, event__name="access.act.proposed").exists()
    assert not Notice.objects.filter(person=carla, event__name="access.act.proposed").exists()


def test_only_the_proposer_withdraws(phase: Phase, carla: Person, sara: Person) -> None:
    pending = propose(phase, carla)
    with pytest.raises(ActDenied):
        withdraw_act(pending=pending, by=sara, at=NOW)
    withdraw_act(pending=pending, by=carla, at=NOW)
    with pytest.raises(ActDenied) as denied:
        confirm_act(pending=pending, by=sara, at=NOW)
    assert denied.value.denial.code == "decided"


def test_the_same_proposal_twice_is_one(phase: Phase, carla: Person) -> None:
    assert propose(phase, carla) == propose(phase, carla)


def test_the_database_refuses_one_person_as_both(phase: Phase, carla: Person) -> None:
    pending = propose(phase, carla)
    with pytest.raises(IntegrityError), transaction.atomic():
        PendingAct.objects.filter(pk=pending.pk).update(outcome="done", decided_by=carla, decided_at=NOW)


def test_one_is_enough_again_only_by_two(phase: Phase, carla: Person, sara: Person) -> None:
    with pytest.raises(ActDenied):
        stop_requiring(kind=DATES, by=carla, confirmed_by=carla, at=NOW)
    pending = propose_act(kind=STOP, arguments={"kind": DATES}, reason="Solo queda una persona", by=carla, at=NOW)
    with pytest.raises(ActDenied):
        confirm_act(pending=pending, by=carla, at=NOW)
    assert TwoPeople.objects.count() == 1
    confirm_act(pending=pending, by=sara, at=NOW)
    assert TwoPeople.objects.count() == 0
    change(phase, carla)
    assert closes(phase) == LATER


def test_before_anybody_took_part_one_is_enough(carla: Person) -> None:
    _process, _component, phase = make_ready(carla)
    require_two_people(kind=DATES, by=carla, at=NOW)
    change(phase, carla)
    assert closes(phase) == LATER


def test_on_the_page_another_steward_confirms(phase: Phase, carla: Person, sara: Person, bruno: Person) -> None:
    from django.utils import timezone

    pending = propose_act(
        kind=DATES, arguments=date_arguments(phase, phase.opens_at, LATER), reason=REASON, by=carla, at=timezone.now()
    )
    path = f"/mesa/dos-personas/{pending.pk}/"
    assert client_of(bruno).get(path).status_code == 404
    assert client_of(carla).post(path, {"do": "confirm"}).status_code == 403
    client = client_of(sara)
    assert "2026" in client.get(path).text
    assert client.post(path, {"do": "reject", "reason": "corta"}).status_code == 200
    assert client.post(path, {"do": "nada"}).status_code == 200
    assert client.post(path, {"do": "confirm"}).status_code == 302
    assert closes(phase) == LATER


@pytest.mark.django_db(transaction=True)
def test_confirmed_and_refused_at_the_same_moment() -> None:
    """Without the row lock of ``pending.actions._lock`` both would read it as waiting: the dates would change and the
    row would say that they did not."""
    carla, sara, tere = (official(name, "steward") for name in ("Carla", "Sara", "Tere"))
    process, component, phase = make_ready(carla)
    actions.publish_process(process=process, by=carla, at=NOW, accept_warnings=True)
    make_proposal(component)
    require_two_people(kind=DATES, by=carla, at=NOW)
    pending = propose(Phase.objects.get(pk=phase.pk), carla)
    results = at_once(
        lambda: confirm_act(pending=pending, by=sara, at=NOW),
        lambda: reject_act(pending=pending, reason="Ya se había anunciado", by=tere, at=NOW),
    )
    assert sum(1 for result in results if isinstance(result, ActDenied)) == 1
    done = PendingAct.objects.get().outcome == "done"
    assert (closes(phase) == LATER) == done


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_costs_the_same(
    phase: Phase, carla: Person, sara: Person, django_assert_num_queries, many: int
) -> None:
    from django.utils import timezone

    for number in range(many):
        arguments = date_arguments(phase, phase.opens_at, LATER + timedelta(hours=number))
        propose_act(kind=DATES, arguments=arguments, reason=REASON, by=carla, at=timezone.now())
    client = client_of(sara)
    with django_assert_num_queries(5):
        assert client.get("/mesa/dos-personas/").status_code == 200
