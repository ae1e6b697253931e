"""Keyset pages: nothing is shown twice or left out, and no cursor reaches the database unchecked."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from django.db.models import Case, F, Value, When
from django.db.models.functions import Length

from participation.models import Institution, Subject
from participation.web.keyset import BadCursor, encode, keyset
from tests.factories import make_institution, make_process
from tests.personas import NOW

pytestmark = pytest.mark.django_db


def cursor(*values: object) -> str:
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.fixture
def seven() -> list[Subject]:
    made = [make_process(f"Proceso {n}").subject for n in range(7)]
    for n, subject in enumerate(made):
        Subject.objects.filter(pk=subject.pk).update(published_at=NOW + timedelta(days=n // 2))
    return made


def ranked():
    """Return subjects with an annotation whose values repeat."""
    return Subject.objects.annotate(
        rank=Case(When(title__in=["Proceso 1", "Proceso 4"], then=Value(0)), default=Value(1))
    )


ORDERS = [
    (Subject.objects, ("pk",)),
    (Subject.objects, ("-published_at", "-pk")),
    (ranked, ("rank", "-published_at", "-pk")),
    (Subject.objects, ("counts__comments", "-pk")),
    (lambda: Subject.objects.annotate(size=Length("title"), alias=F("title")), ("size", "-alias", "pk")),
]


@pytest.mark.parametrize(("rows", "order"), ORDERS)
def test_pages_forth_and_back_show_every_row_once(seven: list[Subject], rows, order):
    queryset = (rows() if callable(rows) else rows.all()).select_related("counts")
    whole = [row.pk for row in queryset.order_by(*order)]
    seen, pages, after = [], [], ""
    while True:
        page = keyset(queryset, order=order, size=2, after=after)
        pages.append(page)
        seen += [row.pk for row in page]
        after = page.next_cursor
        if not after:
            break
    assert seen == whole
    assert len(pages) == 4
    back = keyset(queryset, order=order, size=2, before=pages[2].previous_cursor)
    assert [row.pk for row in back] == whole[2:4]


def test_a_large_number_keeps_every_digit(seven: list[Subject]):
    """Read as a floating number, 2**53 + 1 would be 2**53: a page would begin one row too early."""
    big = 2**53
    for n in (0, 1, 2):
        Institution.objects.filter(pk=make_institution(f"Institución {n}").pk).update(id=big + n)
    page = keyset(Institution.objects.filter(pk__gte=big), order=("pk",), size=5, after=encode([big + 1]))
    assert [row.pk for row in page] == [big + 2]


STRANGE = [
    "x", None, "", 10**30, -(10**30), "NaN", "\x00", "\ud800", "<script>", "1' OR '1'='1", float("inf"), float("nan"),
]  # fmt: skip


@pytest.mark.parametrize("value", STRANGE)
@pytest.mark.parametrize(("rows", "order"), [ORDERS[0], ORDERS[2], ORDERS[3]])
def test_a_strange_value_for_a_number_is_refused(seven: list[Subject], rows, order, value):
    good = {"pk": 1, "rank": 1, "published_at": NOW.isoformat(), "counts__comments": 0}
    names = [name.lstrip("-") for name in order]
    queryset = rows() if callable(rows) else rows.all()
    for name in names:
        if name == "published_at":
            continue
        values = [value if other == name else good[other] for other in names]
        with pytest.raises(BadCursor):
            list(keyset(queryset, order=order, size=2, after=cursor(*values)))


@pytest.mark.parametrize("value", ["ayer", 5, True, "2026-13-01", "2026-05-04T10:00:00", "\x00", None, "9" * 400])
def test_a_strange_moment_is_refused(seven: list[Subject], value):
    with pytest.raises(BadCursor):
        list(keyset(Subject.objects.all(), order=("-published_at", "-pk"), size=2, after=cursor(value, 1)))


@pytest.mark.parametrize("value", ["\x00", "\ud800", "a" * 5000, None])
def test_strange_text_is_refused(value):
    with pytest.raises(BadCursor):
        list(keyset(Institution.objects.all(), order=("name", "pk"), size=2, after=cursor(value, 1)))


@pytest.mark.parametrize("text", ["%%%", "ñ", "e30", "W10", "W1sxXV0", "[" * 900, "\x00", "====", "A"])
def test_a_broken_cursor_is_refused(seven: list[Subject], text):
    with pytest.raises(BadCursor):
        keyset(Subject.objects.all(), order=("pk",), size=2, after=text)


def test_a_cursor_of_a_thousand_brackets_is_refused():
    deep = urlsafe_b64encode(b"[" * 100_000).decode()
    with pytest.raises(BadCursor):
        keyset(Subject.objects.all(), order=("pk",), size=2, before=deep)
