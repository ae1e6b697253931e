"""The desks in the menu of the admin: whoever is shown one can open it."""

import pytest

from config.admin_menu import DESKS, desks
from participation.models import Person
from tests.factories import make_institution
from tests.personas import client_of, make_person, official

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["carla", "dario", "elena", "olga"])
def test_every_desk_that_is_shown_opens(who: str, request: pytest.FixtureRequest) -> None:
    person: Person = request.getfixturevalue(who)
    client = client_of(person)
    assert [link["link"] for link in desks(person) if client.get(link["link"]).status_code != 200] == []
    assert "/mesa/turnos/" in client.get("/admin/").content.decode() or who == "dario"


def test_a_role_over_a_part_opens_what_a_part_is_enough_for(carla: Person) -> None:
    sonia = official("Sonia", "steward", scope=make_institution("Obras").subject)
    links = [link["link"] for link in desks(sonia)]
    assert "/mesa/turnos/" in links
    assert not {"/mesa/entrega/", "/mesa/campo/", "/mesa/organizaciones/"} & set(links)
    client = client_of(sonia)
    assert [link for link in links if client.get(link).status_code != 200] == []
    assert len(desks(carla)) == len(DESKS)
    assert desks(make_person("Ana")) == []
