"""What counts by the counter: the API, the entrance, codes of an app; all of it across processes."""

import pytest
from allauth.core.exceptions import RateLimited
from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from participation.models import Tally
from tests.participation.people.helpers import ask_code
from tests.personas import make_person
from tests.races import at_once


@pytest.fixture(autouse=True)
def _by_database(settings):
    settings.AZOTEA_LIMITS_REDIS = ""


@pytest.mark.django_db(transaction=True)
def test_parallel_readers_of_the_api(settings):
    """Counted over the process's cache, as before, nearly all of the twelve would pass."""
    settings.AZOTEA_API_RATES = {**settings.AZOTEA_API_RATES, "anonymous": "4/min"}
    answers = at_once(*[lambda: Client().get("/api/v1/processes/").status_code] * 12)
    assert sorted(answers) == [200] * 4 + [429] * 8


@pytest.mark.django_db
def test_the_api_counts_in_one_query(client, django_assert_num_queries):
    client.get("/api/v1/processes/")
    with django_assert_num_queries(2):
        client.get("/api/v1/processes/")


@pytest.mark.django_db(transaction=True)
def test_parallel_requests_for_codes():
    """Each is another process as far as its memory goes: nothing is left of it between them."""
    make_person("Bruno")

    def ask():
        cache.clear()
        return ask_code(Client(), "bruno@example.org").status_code

    assert sorted(at_once(*[ask] * 8)) == [200] * 5 + [302] * 3
    cache.clear()
    assert ask() == 200


@pytest.mark.django_db
def test_the_entrance_keeps_no_contact_and_no_address(client):
    ask_code(client, "bruno@example.org")
    assert Tally.objects.count() >= 3
    assert not [row for row in Tally.objects.all() if "bruno" in row.key or ("127" in row.key and len(row.key) != 40)]


@pytest.mark.django_db
def test_allauth_counts_through_us():
    """A new version that would not call these functions any more must not pass unseen."""
    request = RequestFactory().post("/")
    config = {"knock": "1/m/ip"}
    usage = ratelimit.consume(request, app="x", action="knock", config=config)
    assert usage
    assert Tally.objects.count() == 1
    assert ratelimit.consume(request, app="x", action="knock", config=config, dry_run=True) is None
    with pytest.raises(RateLimited):
        ratelimit.consume(request, app="x", action="knock", config=config, raise_exception=True)
    usage.rollback()
    assert ratelimit.consume(request, app="x", action="knock", config=config)
    ratelimit.clear(request, app="x", action="knock", config=config)
    assert ratelimit.consume(request, app="x", action="knock", config=config)


@pytest.mark.django_db
def test_a_code_of_an_app_is_taken_once():
    person = make_person("Bruno")
    instance = type("Instance", (), {"user_id": person.pk})()
    assert TOTP(instance)._mark_code_used("123456")
    cache.clear()
    assert not TOTP(instance)._mark_code_used("123456")
    assert TOTP(instance)._mark_code_used("654321")


@pytest.mark.django_db
def test_a_right_password_is_not_counted_as_a_wrong_one(settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed": "2/m/key"}
    person = make_person("Bruno")
    person.set_password("una-clave-larga-de-prueba")
    person.save()
    url = reverse("account_login")
    right = {"login": "bruno@example.org", "password": "una-clave-larga-de-prueba"}
    statuses = [Client().post(url, right).status_code for _ in range(4)]
    assert statuses == [302] * 4
    wrong = [Client().post(url, {**right, "password": "otra"}).content.decode() for _ in range(3)]
    assert ["demasiados intentos" in html for html in wrong] == [False, False, True]
