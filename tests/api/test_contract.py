"""Every answer of the API is one that its description names: a short run of what ``script/fuzz`` does at length."""

from datetime import timedelta

import pytest
from schemathesis import GenerationMode

from participation.people.actions import issue_token
from tests.fuzz.contract import described, examine
from tests.journeys.world import World, build_world
from tests.personas import NOW

pytestmark = pytest.mark.django_db
EXAMPLES = 3


@pytest.fixture(autouse=True)
def _without_limits(settings) -> None:
    settings.AZOTEA_API_RATES = dict.fromkeys(settings.AZOTEA_API_RATES, "1000000/min")


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def token_of(world: World, name: str) -> dict[str, str]:
    """Return the header of somebody's program."""
    if name == "nobody":
        return {}
    person = world.people[name]
    _row, raw = issue_token(person=person, name="api", expires_at=NOW + timedelta(days=9), by=person, at=NOW)
    return {"Authorization": f"Bearer {raw}"}


def test_every_answer_is_as_described(world: World) -> None:
    """Valid and broken requests to each operation: by nobody, by Bruno's program and by the steward's."""
    wrong = {}
    operations = [result.ok() for result in described().get_all_operations()]
    assert len(operations) >= 26
    readers = {reader: token_of(world, reader) for reader in ("nobody", "bruno", "carla")}
    for number, operation in enumerate(operations):
        for mode in GenerationMode:
            found = examine(operation, mode, readers=readers, examples=EXAMPLES, number=number)
            for reader, complaints in found.items():
                wrong.update({(reader, operation.label, mode.name, text): how for text, how in complaints.items()})
    assert wrong == {}, "\n\n".join(f"{key}: {how}" for key, how in wrong.items())


def test_neither_yes_nor_no_is_refused_and_not_ignored(client) -> None:
    for value in ("6.7e194", "si", "null", "2", "tru"):
        for address in ("territories/?active=", "responses/?answered="):
            response = client.get(f"/api/v1/{address}{value}")
            assert response.status_code == 400, (address, value)
            assert response.json()["errors"][0]["code"] == "invalid"
    for value in ("true", "false", "1", "0", "True"):
        assert client.get(f"/api/v1/territories/?active={value}").status_code == 200


def test_moments_with_any_offset_are_read_or_refused(client, db) -> None:
    """PostgreSQL takes offsets of less than sixteen hours only."""
    for value in ("2044-09-07T03:00:10+22:44", "0285-01-10T16:42:20-23:59", "2026-01-01T00:00:00Z", "2026-01-01"):
        assert client.get("/api/v1/comments/", {"until": value}).status_code == 200, value
        assert client.get("/api/v1/phases/", {"open_at": value}).status_code == 200, value
    for value in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        assert client.get("/api/v1/comments/", {"since": value}).status_code == 400, value
