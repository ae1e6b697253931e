"""The quick identity of a column is Django's own."""

from typing import Any

import pytest
from django.db.models import CharField, Value
from django.db.models.expressions import Col
from django.db.models.functions import Coalesce

from participation.models import Subject
from participation.quick_orm import django_identity, identity
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
