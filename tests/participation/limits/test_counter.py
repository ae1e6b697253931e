"""The counter behind every limit: exact, shared, telling nobody who was counted; and cheap."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from participation.limits import counter, in_database, in_redis
from participation.limits.rates import Rate, parse
from participation.limits.tasks import sweep
from participation.models import Tally
from tests.personas import NOW
from tests.races import at_once

FIVE = Rate(5, 60)


@pytest.fixture
def by_database(settings):
    """Count in the database, whatever the installation has."""
    settings.AZOTEA_LIMITS_REDIS = ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", [0, 3])
def test_parallel_requests_do_not_pass_the_limit_together(by_database, before):
    """Twenty connections at the same instant, each as good as another process.

    With the statement taken apart into a SELECT of the moments and an UPSERT of the longer list, as allauth's and the
    REST framework's own counts do over a cache, 15 of the 20 were let through.
    """
    for _ in range(before):
        assert counter.count("t", "ana", FIVE).allowed
    answers = at_once(*[lambda: counter.count("t", "ana", FIVE)] * 20)
    assert sorted(answer.allowed for answer in answers) == [False] * (15 + before) + [True] * (5 - before)
    assert len(Tally.objects.get().hits) == 5


@pytest.mark.redis
@pytest.mark.django_db
def test_parallel_requests_in_redis(settings):
    settings.AZOTEA_LIMITS_REDIS = settings.REDIS_URL
    answers = at_once(*[lambda: counter.count("t", "ana", FIVE)] * 20)
    assert sum(answer.allowed for answer in answers) == 5
    assert not Tally.objects.exists()
    assert not counter.has_room("t", "ana", FIVE)
    refused = counter.count("t", "ana", FIVE)
    assert 58 <= refused.wait <= 60
    counter.take_back(next(answer for answer in answers if answer.allowed))
    assert counter.count("t", "ana", FIVE).allowed
    counter.forget("t", "ana")
    assert counter.has_room("t", "ana", FIVE)


@pytest.mark.django_db
def test_redis_that_does_not_answer_leaves_the_count_to_the_database(settings, monkeypatch):
    monkeypatch.setattr(in_redis, "_rest_until", 0.0)
    settings.AZOTEA_LIMITS_REDIS = "redis://127.0.0.1:1/0"
    began = time.monotonic()
    assert [counter.count("t", "ana", Rate(2, 60)).allowed for _ in range(3)] == [True, True, False]
    assert not counter.has_room("t", "ana", Rate(2, 60))
    assert Tally.objects.count() == 1
    assert time.monotonic() - began < 3
    monkeypatch.setattr(in_redis, "_rest_until", 0.0)


@pytest.mark.django_db
def test_the_window_slides_and_never_lets_twice_as_many_through(by_database):
    rate = Rate(3, 60)
    with time_machine.travel(NOW, tick=False) as clock:
        seen = []
        for second in (0, 50, 55, 59, 61, 62, 110, 111, 115):
            clock.move_to(NOW + timedelta(seconds=second))
            answer = counter.count("t", "ana", rate)
            seen.append((second, answer.allowed, answer.wait))
    assert seen == [
        (0, True, 0),
        (50, True, 0),
        (55, True, 0),
        (59, False, 1),
        (61, True, 0),
        (62, False, 48),
        (110, True, 0),
        (111, False, 4),
        (115, True, 0),
    ]


@pytest.mark.django_db
def test_a_count_is_one_query_and_a_refusal_two(by_database, django_assert_num_queries):
    for _ in range(2):
        with django_assert_num_queries(1):
            assert counter.count("t", "ana", Rate(2, 60)).allowed
    with django_assert_num_queries(2):
        assert not counter.count("t", "ana", Rate(2, 60)).allowed
    with django_assert_num_queries(0):
        assert not counter.count("t", "nobody", Rate(0, 60)).allowed


@pytest.mark.django_db
def test_people_and_limits_are_counted_apart(by_database):
    one = Rate(1, 60)
    assert counter.count("a", "ana", one).allowed
    assert counter.count("a", "bruno", one).allowed
    assert counter.count("b", "ana", one).allowed
    assert not counter.count("a", "ana", one).allowed
    assert counter.count("a", "nul\0ñ" + "x" * 5000, one).allowed


@pytest.mark.django_db
def test_taking_back_and_forgetting(by_database):
    tries = [counter.count("t", "ana", FIVE) for _ in range(5)]
    counter.take_back(tries[2])
    assert counter.has_room("t", "ana", FIVE)
    assert counter.count("t", "ana", FIVE).allowed
    assert not counter.count("t", "ana", FIVE).allowed
    counter.forget("t", "ana")
    assert counter.count("t", "ana", FIVE).allowed


@pytest.mark.django_db
def test_keys_tell_nothing(by_database, settings):
    counter.count("t", "ana@example.org", FIVE)
    counter.count("t", "187.190.1.2", FIVE)
    keys = set(Tally.objects.values_list("key", flat=True))
    assert {len(key) for key in keys} == {40}
    assert keys == {counter.sealed("t", "ana@example.org"), counter.sealed("t", "187.190.1.2")}
    settings.SECRET_KEY = "another-" * 10
    assert counter.sealed("t", "187.190.1.2") not in keys


@pytest.mark.django_db(transaction=True)
def test_a_failed_act_does_not_take_its_count_back(by_database):
    """Counting within a transaction is refused by name, before anything is lost with it."""
    with pytest.raises(RuntimeError, match="before the transaction"), transaction.atomic():
        counter.count("t", "ana", FIVE)
    counter.count("t", "ana", FIVE)
    with pytest.raises(ValueError, match="act"), transaction.atomic():
        raise ValueError("the act fails")
    assert len(Tally.objects.get().hits) == 1


@pytest.mark.django_db
def test_the_sweep_deletes_what_is_over_and_nothing_else(by_database):
    with time_machine.travel(NOW, tick=False) as clock:
        counter.count("t", "short", Rate(1, 60))
        counter.count("t", "long", Rate(1, 3600))
        clock.move_to(NOW + timedelta(seconds=61))
        sweep()
        assert [row.key for row in Tally.objects.all()] == [counter.sealed("t", "long")]


@pytest.mark.django_db
def test_the_table_writes_no_log():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'participation_tally'")
        assert cursor.fetchone() == ("u",)


@pytest.mark.django_db
def test_a_list_of_moments_does_not_grow(by_database):
    with time_machine.travel(NOW, tick=False) as clock:
        for second in range(0, 200, 2):
            clock.move_to(NOW + timedelta(seconds=second))
            counter.count("t", "ana", Rate(10, 10))
    assert len(Tally.objects.get().hits) == 5


@pytest.mark.parametrize(
    ("text", "rate"),
    [("30/min", Rate(30, 60)), ("5/s", Rate(5, 1)), ("12/day", Rate(12, 86400)), ("100/hour", Rate(100, 3600))],
)
def test_rates(text, rate):
    assert parse(text) == rate


@pytest.mark.parametrize("text", ["", "30", "30/", "x/min", "-1/min", "30/week", "²/min"])
def test_rates_that_cannot_be_read(text):
    with pytest.raises((ValueError, ImproperlyConfigured)):
        parse(text)


def test_the_database_is_asked_where_there_is_no_redis(by_database):
    assert isinstance(counter._keeper(), in_database.Keeper)
