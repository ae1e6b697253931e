"""One person is one person: where a call asks for a verification, its limits count by identity, not by account."""

import time
from datetime import timedelta

import pytest

from participation.access.verdict import ActDenied
from participation.models import Person, Verification
from participation.people.actions import erase_account
from participation.verification.actions import confirm as verification
from participation.verification.actions import revoke_verification, verify_at_counter
from proposals import policies
from proposals.actions import submit_proposal, support_proposal
from proposals.models import ProposalCount, Support
from tests.factories import make_call, make_proposal
from tests.personas import NOW, client_of, make_person, official
from tests.races import at_once

VERIFIED = [{"kind": "verified"}]
CURP = "HEGG560427MVZRRL04"


def verified(name: str, by: Person) -> Person:
    person = make_person(name)
    verify_at_counter(person=person, document=CURP, birth_date=None, territory=None, by=by, at=NOW)
    return person


def denied(call) -> str:
    with pytest.raises(ActDenied) as error:
        call()
    return error.value.denial.code


def second_account(first: Person, by: Person, *, closed: bool) -> Person:
    """End the first account's verification in one of the two ways, and verify another account with the document."""
    if closed:
        erase_account(person=first, by=first, at=NOW)
    else:
        mine = Verification.objects.get(person=first)
        revoke_verification(verification=mine, reason="Perdió el acceso a su cuenta", by=by, at=NOW)
    return verified("Otra", by)


@pytest.mark.django_db
@pytest.mark.parametrize("closed", [True, False])
def test_a_second_account_of_the_same_person_supports_nothing_twice(carla: Person, closed: bool):
    call = make_call(who_may_support=VERIFIED)
    supported, other = make_proposal(call), make_proposal(call)
    first = verified("Una", carla)
    support_proposal(proposal=supported, by=first, at=NOW)
    second = second_account(first, carla, closed=closed)
    if closed:  # what the deleted account gave went over: giving it again changes nothing
        assert support_proposal(proposal=supported, by=second, at=NOW).person == second
    else:
        assert denied(lambda: support_proposal(proposal=supported, by=second, at=NOW)) == "identity_supports"
    assert ProposalCount.objects.get(proposal=supported).supports == 1
    support_proposal(proposal=other, by=second, at=NOW)
    assert Support.objects.count() == 2


@pytest.mark.django_db
def test_the_page_says_why(carla: Person, monkeypatch: pytest.MonkeyPatch):
    from django.utils import timezone

    now = timezone.now()
    proposal = make_proposal(make_call(at=now, who_may_support=VERIFIED), at=now)
    first = verified("Una", carla)
    support_proposal(proposal=proposal, by=first, at=now)
    second = second_account(first, carla, closed=False)
    page = client_of(second).get(proposal.subject.path).content.decode()
    assert "Ya respaldas esta propuesta desde otra cuenta tuya, y ese respaldo cuenta." in page


@pytest.mark.django_db
def test_limits_per_person_count_over_both_accounts(carla: Person):
    rules = {"who_may_support": VERIFIED, "who_may_propose": VERIFIED}
    call = make_call(**rules, supports_per_person=1, proposals_per_person=1)
    one, two = make_proposal(call), make_proposal(call)
    text = {"title": "Banquetas parejas en la calle Hidalgo", "body": "Están rotas y la gente mayor se cae."}
    first = verified("Una", carla)
    support_proposal(proposal=one, by=first, at=NOW)
    submit_proposal(component=call, **text, by=first, at=NOW)
    second = second_account(first, carla, closed=True)
    assert denied(lambda: support_proposal(proposal=two, by=second, at=NOW)) == "support_limit"
    assert denied(lambda: submit_proposal(component=call, **text, by=second, at=NOW)) == "proposal_limit"


@pytest.mark.django_db
def test_others_and_calls_without_verification_are_not_touched(carla: Person, bruno: Person, ana: Person):
    asked, free = make_proposal(make_call(who_may_support=VERIFIED)), make_proposal(make_call())
    first = verified("Una", carla)
    for proposal in (asked, free):
        support_proposal(proposal=proposal, by=first, at=NOW)
    support_proposal(proposal=asked, by=ana, at=NOW)
    # Where only an account is asked for, each account counts: nothing is read of anybody's identity.
    support_proposal(proposal=free, by=second_account(first, carla, closed=False), at=NOW)
    support_proposal(proposal=free, by=bruno, at=NOW + timedelta(minutes=1))
    assert list(ProposalCount.objects.order_by("pk").values_list("supports", flat=True)) == [2, 3]


def race(monkeypatch: pytest.MonkeyPatch) -> int:
    """Support from the first account while its verification moves to a second one that supports too."""
    clerk, steward = official("Dario", "moderator"), official("Carla", "steward")
    proposal = make_proposal(make_call(who_may_support=VERIFIED))
    first, second = verified("Una", clerk), make_person("Otra")
    asked = policies._within_supports

    def slow(known: object):
        verdict = asked(known)  # type: ignore[arg-type]
        if known.person == first:  # type: ignore[attr-defined]
            time.sleep(1)  # the policy has been asked, the support is not written yet
        return verdict

    monkeypatch.setattr(policies, "_within_supports", slow)

    def move() -> None:
        time.sleep(0.3)
        mine = Verification.objects.get(person=first)
        revoke_verification(verification=mine, reason="Perdió el acceso", by=steward, at=NOW)
        verify_at_counter(person=second, document=CURP, birth_date=None, territory=None, by=clerk, at=NOW)
        support_proposal(proposal=proposal, by=second, at=NOW)

    at_once(lambda: support_proposal(proposal=proposal, by=first, at=NOW), move)
    return Support.objects.count()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_verification_that_moves_while_its_person_supports_gives_no_second_support(monkeypatch):
    assert race(monkeypatch) == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_on_the_person_both_accounts_support(monkeypatch):
    monkeypatch.setattr(verification, "_hold_person", lambda pk: None)
    assert race(monkeypatch) == 2
