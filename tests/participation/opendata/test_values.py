"""Plain values, CSV cells and pseudonyms."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest

from participation.opendata.values import cell, plain, pseudonym
from tests.personas import make_person


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+52 228", "'+52 228"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("texto", "texto"),
        ("a=b", "a=b"),
        (-96.9, "-96.9"),
        (-3, "-3"),
        (0, "0"),
        (None, ""),
        (True, "true"),
        (False, "false"),
        (["a", "b, c"], '["a", "b, c"]'),
        ({"b": 1, "a": None}, '{"a": null, "b": 1}'),
        ("ñandú", "ñandú"),
        ([], "[]"),
    ],
)
def test_cells(given, expected):
    assert cell(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, None),
        ("", None),
        (0, 0),
        (False, False),
        (Decimal("19.530000"), 19.53),
        (date(2026, 5, 3), "2026-05-03"),
        (datetime(2026, 5, 3, 12, tzinfo=UTC), "2026-05-03T12:00:00Z"),
        (datetime(2026, 5, 3, 12, tzinfo=timezone(timedelta(hours=-6))), "2026-05-03T18:00:00Z"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        ({"a": ""}, {"a": None}),
        ((1, "x"), [1, "x"]),
        ([], []),
    ],
)
def test_plain_values(given, expected):
    assert plain(given) == expected


@pytest.mark.django_db
def test_a_pseudonym_is_stable_and_says_nothing(settings):
    person, other = make_person("Ana"), make_person("Beto")
    key = pseudonym(person)
    assert key == pseudonym(person)
    assert key != pseudonym(other)
    assert (len(key), key[:2]) == (26, "p-")
    assert person.key.hex[:8] not in key
    settings.AZOTEA_IDENTITY_KEY = "another"
    assert pseudonym(person) != key
    assert pseudonym(None) is None
