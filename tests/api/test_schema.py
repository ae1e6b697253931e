"""The OpenAPI description: committed, complete, and true of the answers."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from django.core.management import call_command

from tests.factories import make_call, make_comment, make_institution, make_proposal, make_territory

pytestmark = pytest.mark.django_db
COMMITTED = Path(__file__).resolve().parent.parent.parent / "docs" / "openapi.yaml"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The committed description."""
    return yaml.safe_load(COMMITTED.read_text())


def test_the_committed_description_is_the_served_one(api):
    response = api.get("openapi.yaml")
    assert response["Content-Type"] == "application/yaml; charset=utf-8"
    assert response.content.decode() == COMMITTED.read_text(), (
        "run: python manage.py spectacular --lang en --file docs/openapi.yaml"
    )


def test_the_command_gives_the_same(tmp_path):
    target = tmp_path / "openapi.yaml"
    call_command("spectacular", "--lang", "en", "--file", str(target), "--fail-on-warn", "--validate")
    assert target.read_text() == COMMITTED.read_text()


def test_the_language_of_the_caller_does_not_change_it(api):
    response = api.client.get("/api/v1/openapi.yaml", headers={"Accept-Language": "es"})
    assert response.content.decode() == COMMITTED.read_text()


def test_every_operation_is_named_once_and_says_its_errors(schema):
    operations = [one for path in schema["paths"].values() for one in path.values()]
    names = [one["operationId"] for one in operations]
    assert len(names) == len(set(names)) == 166
    for one in operations:
        assert "application/problem+json" in one["responses"]["default"]["content"]
        assert one["description"]


def nullable(node: Any) -> Any:
    """Turn OpenAPI 3.0's nullable into what JSON Schema knows."""
    if isinstance(node, dict):
        node = {key: nullable(value) for key, value in node.items()}
        if node.pop("nullable", False):
            return {"anyOf": [node, {"type": "null"}]}
        return node
    return [nullable(part) for part in node] if isinstance(node, list) else node


@pytest.mark.parametrize(
    "name",
    [
        "processes",
        "phases",
        "components",
        "proposals",
        "comments",
        "responses",
        "territories",
        "institutions",
        "subjects",
        "events",
    ],
)
def test_answers_are_as_described(schema, api, name):
    call = make_call()
    make_comment(make_proposal(call).subject)
    make_territory()
    make_institution()
    whole = nullable(schema)

    def check(path: str, address: str) -> Any:
        described = whole["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        body = api.get(address).json()
        jsonschema.validate(body, {**described, "components": whole["components"]})
        return body

    body = check(f"/api/v1/{name}/", f"{name}/")
    if name not in {"events", "responses"}:
        check(f"/api/v1/{name}/{{id}}/", f"{name}/{body['results'][0]['id']}/")


def test_problems_are_as_described(schema, api):
    whole = nullable(schema)
    for response in (api.get("nada/"), api.get("proposals/", nada=1), api.post("comments/", {})):
        jsonschema.validate(
            response.json(), {"$ref": "#/components/schemas/Problem", "components": whole["components"]}
        )
