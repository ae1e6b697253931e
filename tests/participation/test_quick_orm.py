"""The quick identity of a column is Django's own."""

from datetime import UTC
from typing import Any

import pytest
from django.db import DataError, connection
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from django.db.models import CharField, Value
from django.db.models.expressions import Col
from django.db.models.functions import Coalesce

from participation.models import Subject
from participation.quick_orm import django_identity, django_moment, identity
from participation.quick_orm import moment as quick_moment
from proposals.models import Proposal

TITLE = Proposal._meta.get_field("title")
SUBJECT = Proposal._meta.get_field("subject")


@pytest.mark.parametrize(
    "make",
    [
        lambda: Col("a", TITLE),
        lambda: Col("a", TITLE, TITLE),
        lambda: Col("b", TITLE, CharField()),
        lambda: Col(None, SUBJECT, Subject._meta.pk),
        lambda: Col("a", TITLE, output_field=CharField()),
        lambda: Col(alias="a", target=TITLE),
        lambda: Col("a", CharField()),
    ],
)
def test_it_is_what_django_says(make: Any) -> None:
    assert identity(make()) == django_identity(make())
    assert make().identity == django_identity(make())
    assert make() == make()
    assert hash(make()) == hash(make())


def test_columns_differ_as_before() -> None:
    columns = [Col("a", TITLE), Col("b", TITLE), Col("a", SUBJECT), Col("a", TITLE, CharField())]
    assert len(set(columns)) == 4
    assert Col("a", TITLE) != Value("a")
    assert Coalesce(Col("a", TITLE), Value("")) == Coalesce(Col("a", TITLE), Value(""))


MOMENTS = (
    "2026-11-21 15:02:08.522+00",
    "2026-11-21 15:02:08+00",
    "0001-01-01 00:00:00+00",
    "9999-12-31 23:59:59.999999+00",
)


@pytest.mark.parametrize("text", MOMENTS)
def test_a_moment_is_what_django_reads(text: str) -> None:
    class Loader(BaseTzLoader):
        timezone = UTC

    loader = Loader(0, None)
    assert quick_moment(loader, text.encode()) == django_moment(loader, text.encode())
    assert quick_moment(loader, memoryview(text.encode())).tzinfo is UTC


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["infinity", "0044-03-15 00:00:00+00 BC", "12026-01-01 00:00:00+00"])
def test_moments_that_python_cannot_hold_are_refused_as_before(text: str) -> None:
    with connection.cursor() as cursor, pytest.raises(DataError):
        cursor.execute("SELECT %s::timestamptz", [text])
        cursor.fetchone()
