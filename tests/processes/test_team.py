"""Who is missing in a team is said before publishing and on the desk, with what will go wrong."""

import pytest
from django.test import Client

from participation.access.actions import grant_role
from participation.access.models import TwoPeople
from participation.models import Person
from processes.models import Process
from processes.team import lacking, team_of, teams_waiting
from tests.factories import make_component, make_institution, make_phase, make_process
from tests.personas import NOW, client_of, make_person, official

pytestmark = pytest.mark.django_db


def a_process(**fields: object) -> Process:
    process = make_process("Plan", slug="plan", institution=make_institution("Obras"), **fields)
    make_phase(process, acts={make_component(process): ["propose", "support", "comment"]})
    return process


def missing(process: Process) -> list[str]:
    return [duty.code for duty in lacking(process)]


def test_duties_follow_from_what_the_process_does() -> None:
    bare = make_process()
    assert [duty.code for duty in team_of(bare)] == ["steward"]
    process = a_process()
    assert missing(process) == ["steward", "moderator", "appeals", "router", "evaluator"]
    steward = official("Carla", "steward", process.subject)
    assert missing(process) == ["appeals"]  # one person may do all but decide on what they hid themselves
    grant_role(person=make_person("Dario"), kind="moderator", scope=process.subject, by=steward, at=NOW)
    assert missing(process) == []


def test_two_people_need_two(carla: Person) -> None:
    process = a_process()
    TwoPeople.objects.create(kind="processes.phase.dates", since=NOW, set_by=carla)
    assert missing(process) == ["appeals", "second"]


def test_a_role_that_sleeps_is_nobody(carla: Person, settings: object) -> None:
    settings.AZOTEA_OFFICIALS_SECOND_STEP = True  # type: ignore[attr-defined]
    (steward, *_rest) = team_of(a_process())
    assert (steward.holders, steward.asleep, steward.missing) == ((), ("Carla",), True)


def test_pages_say_what_goes_wrong_and_lead_to_the_role(carla: Person, bruno: Person, client: Client) -> None:
    process = a_process()
    page = client_of(carla).get("/en/mesa/equipos/plan/").content.decode()
    assert "so it would wait" in page
    assert f"/en/admin/participation/role/add/?kind=moderator&amp;scope={process.subject_id}" in page
    assert client.get("/mesa/equipos/").status_code == client.get("/mesa/equipos/plan/").status_code == 302
    assert client_of(bruno).get("/mesa/equipos/").status_code == 403
    assert client_of(bruno).get("/mesa/equipos/plan/").status_code == 404
    assert client_of(official("Olga", "observer", process.subject)).get("/mesa/equipos/plan/").status_code == 403
    assert [item.count for item in teams_waiting(carla, NOW)] == [1]
    assert teams_waiting(bruno, NOW) == []


def test_publishing_warns_of_the_team(carla: Person) -> None:
    process = a_process(state="draft")
    page = client_of(carla).get(f"/en/admin/processes/process/{process.pk}/publicar/").content.decode()
    assert "Decides on appeals: two people must be able to moderate" in page
    assert "/mesa/equipos/plan/" in page


@pytest.mark.parametrize("many", [1, 12])
def test_the_desk_costs_the_same(carla: Person, many: int, django_assert_num_queries: object) -> None:
    for _number in range(many):
        make_phase(process := make_process(), acts={make_component(process): ["propose"]})
    browser = client_of(carla)
    browser.get("/mesa/equipos/")
    with django_assert_num_queries(5):  # type: ignore[operator]
        assert browser.get("/mesa/equipos/").content.decode().count("az-tag late") == many
