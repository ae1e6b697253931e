"""The catalogue has what DCAT-AP 3 requires of each kind of thing, in the shape that it requires."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from participation.web.models import Installation
from tests.factories import make_call, make_proposal, make_territory

pytestmark = pytest.mark.django_db

# Mandatory properties of the application profile, by class; after them those that it recommends and we promise.
MANDATORY = {
    "dcat:Catalog": {"dct:title", "dct:description", "dct:publisher", "dcat:dataset"},
    "dcat:Dataset": {"dct:title", "dct:description"},
    "dcat:Distribution": {"dcat:accessURL"},
    "dcat:DataService": {"dct:title", "dcat:endpointURL"},
    "foaf:Agent": {"foaf:name"},
}
RECOMMENDED = {
    "dcat:Catalog": {"dct:language", "dct:license", "dct:issued", "dct:modified", "dct:spatial", "foaf:homepage",
                     "dcat:service", "dcat:themeTaxonomy"},
    "dcat:Dataset": {"dcat:contactPoint", "dcat:distribution", "dcat:theme", "dct:publisher", "dct:spatial"},
    "dcat:Distribution": {"dct:license", "dcat:mediaType"},
    "dcat:DataService": {"dcat:endpointDescription", "dcat:servesDataset"},
}  # fmt: skip
# Properties whose value is a thing with an address of its own, never words.
THINGS = {
    "dct:license", "dct:language", "dct:publisher", "dct:spatial", "dcat:theme", "dcat:themeTaxonomy", "dcat:mediaType",
    "dcat:accessURL", "dcat:downloadURL", "dcat:landingPage", "dcat:endpointURL", "dcat:endpointDescription",
    "dcat:servesDataset", "dcat:accessService", "dct:accrualPeriodicity", "foaf:homepage", "vcard:hasEmail",
}  # fmt: skip


@pytest.fixture
def catalogue() -> dict[str, Any]:
    """The catalogue of an installation with a place, a contact and a proposal."""
    Installation.objects.create(name="Participa", government="Municipio de Valle", contact_email="datos@example.org")
    make_territory("Valle", level="municipality", cvegeo="30087")
    make_proposal(make_call())
    body: dict[str, Any] = Client().get("/datos/catalogo.jsonld").json()
    return body


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every thing that is described in the document."""
    if isinstance(value, list):
        for one in value:
            yield from nodes(one)
    elif isinstance(value, dict):
        yield value
        for one in value.values():
            yield from nodes(one)


def values(node: dict[str, Any], name: str) -> list[Any]:
    found = node.get(name, [])
    return found if isinstance(found, list) else [found]


@pytest.mark.parametrize("kind", sorted(MANDATORY))
def test_what_is_required_is_there_and_not_empty(catalogue: dict[str, Any], kind: str) -> None:
    found = [node for node in nodes(catalogue) if node.get("@type") == kind]
    assert found
    for node in found:
        for name in MANDATORY[kind] | RECOMMENDED.get(kind, set()):
            assert [value for value in values(node, name) if value], f"{node.get('@id')}: {name}"


def test_things_are_named_by_whole_addresses(catalogue: dict[str, Any]) -> None:
    for node in nodes({name: value for name, value in catalogue.items() if name != "@context"}):
        for name in THINGS & node.keys():
            for value in values(node, name):
                assert isinstance(value, dict), f"{name}: {value}"
                assert urlsplit(value["@id"]).scheme in {"http", "https", "mailto"}, f"{name}: {value}"


def test_every_name_is_declared_and_every_reference_leads_somewhere(catalogue: dict[str, Any]) -> None:
    prefixes = set(catalogue["@context"])
    described = {node["@id"] for node in nodes(catalogue) if "@type" in node and "@id" in node}
    for node in nodes({name: value for name, value in catalogue.items() if name != "@context"}):
        for name in node:
            assert name.startswith("@") or name.split(":")[0] in prefixes, name
        for name in ("dcat:servesDataset", "dcat:accessService", "dct:publisher", "dct:spatial"):
            for value in values(node, name):
                assert value["@id"] in described, f"{name}: {value}"


def test_texts_are_once_in_each_language_and_times_are_times(catalogue: dict[str, Any]) -> None:
    for dataset in catalogue["dcat:dataset"]:
        for name in ("dct:title", "dct:description"):
            assert [text["@language"] for text in dataset[name]] == ["es-MX", "en"]
        for name in ("dct:issued", "dct:modified"):
            assert dataset[name]["@type"] == "xsd:dateTime"
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", dataset[name]["@value"])
    identifiers = [dataset["dct:identifier"] for dataset in catalogue["dcat:dataset"]]
    assert len(identifiers) == len(set(identifiers)) >= 9
