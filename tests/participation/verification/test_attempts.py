"""Checks are limited by account, by document and by visitor; what failed is kept without what was tried."""

from datetime import timedelta

import pytest
from django.test import override_settings

from participation.access.verdict import ActDenied
from participation.models import FailedAttempt, Person, Tally
from participation.verification import attempts
from participation.verification.actions import note_failed_attempt, purge_failed_attempts
from tests.personas import NOW, make_person

pytestmark = pytest.mark.django_db
CURP = ("curp", "HEGG560427MVZRRL04")
RATES = {"account": "2/hour", "document": "3/hour", "client": "4/hour"}


def spend(person: Person, client: str = "203.0.113.7", document: tuple[str, str] | None = None) -> None:
    attempts.spend(person, "census", NOW, client, document)


def refused(call) -> str:
    with pytest.raises(ActDenied) as error:
        call()
    assert error.value.denial.code == "too_many_attempts"
    assert error.value.denial.remedy.path == "/cuenta/verificacion/"
    return str(error.value.denial.message)


@override_settings(AZOTEA_VERIFICATION_RATES=RATES)
def test_an_account_has_so_many_checks_over_all_methods(bruno: Person, fausto: Person):
    spend(bruno)
    attempts.spend(bruno, "oidc:1", NOW, "203.0.113.8")
    assert "60 minutos" in refused(lambda: spend(bruno, "203.0.113.9"))
    spend(fausto)


@override_settings(AZOTEA_VERIFICATION_RATES=RATES)
def test_a_document_is_not_guessed_from_many_accounts(bruno: Person):
    for number in range(3):
        spend(make_person(f"Cuenta {number}"), f"203.0.113.{number}", CURP)
    refused(lambda: spend(bruno, "203.0.113.9", CURP))
    spend(bruno, "203.0.113.9", ("curp", "OTRA560427MVZRRL04"))
    assert "HEGG" not in str(list(Tally.objects.values()))


@override_settings(AZOTEA_VERIFICATION_RATES=RATES)
def test_an_account_over_its_limit_uses_up_nobodys_document(bruno: Person, fausto: Person):
    spend(bruno, "203.0.113.1")
    spend(bruno, "203.0.113.1")
    for _try in range(3):
        refused(lambda: spend(bruno, "203.0.113.1", CURP))
    for number in range(3):
        spend(make_person(f"Cuenta {number}"), "203.0.113.2", CURP)
    refused(lambda: spend(fausto, "203.0.113.3", CURP))


@override_settings(AZOTEA_VERIFICATION_RATES={**RATES, "account": "9/min 2/day", "document": "9/min 1/day"})
def test_what_is_refused_counts_against_nobody(bruno: Person, fausto: Person):
    spend(fausto, "203.0.113.1", CURP)
    for _try in range(5):
        refused(lambda: spend(bruno, "203.0.113.2", CURP))
    assert sorted(len(tally.hits) for tally in Tally.objects.all()) == [0, 0, 0, 1, 1, 1, 1, 1]
    spend(bruno, "203.0.113.2")
    spend(bruno, "203.0.113.2")


@override_settings(AZOTEA_VERIFICATION_RATES=RATES)
def test_a_network_of_ipv6_is_one_visitor():
    for number in range(4):
        spend(make_person(f"Cuenta {number}"), f"2001:db8::{number + 1}")
    refused(lambda: spend(make_person("Otra"), "2001:db8::ff"))


@override_settings(AZOTEA_VERIFICATION_RATES={**RATES, "account": "9/min 1/day"})
def test_every_limit_holds_and_the_longest_wait_is_told(bruno: Person):
    spend(bruno)
    assert "24 horas" in refused(lambda: spend(bruno))


def test_what_failed_is_kept_for_thirty_days_without_what_was_tried(bruno: Person):
    old, new = NOW - timedelta(days=30, seconds=1), NOW - timedelta(days=29)
    for at in (old, new):
        note_failed_attempt(person=bruno, method="census", code="not_found", at=at)
    assert [field.name for field in FailedAttempt._meta.fields] == ["id", "person", "method", "code", "at"]
    assert purge_failed_attempts(at=NOW) == 1
    assert FailedAttempt.objects.get().at == new
    assert purge_failed_attempts(at=NOW) == 0
