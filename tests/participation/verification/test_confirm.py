"""The act behind every method: one identity, one account; renewed, added to, refused, transferred."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from participation.access import eligibility
from participation.access.verdict import ActDenied
from participation.models import Conflict, Event, Identity, IdentityKey, MethodSetting, Person, Verification
from participation.people.actions import erase_account
from participation.verification.actions import confirm_identity, renew_verification, revoke_verification
from participation.verification.adoption import adopt_hashes
from participation.verification.pepper import identity_digest
from participation.verification.querysets import verification_of
from proposals.actions import support_proposal
from proposals.models import Support
from tests.factories import make_call, make_proposal, make_territory
from tests.personas import NOW, make_person

pytestmark = pytest.mark.django_db
CURP, VOTER = "HEGG560427MVZRRL04", "GRHRGL56042730M400"
BORN = date(1956, 4, 27)
YEAR = timedelta(days=365)


def confirm(person: Person, method: str = "proof", **changes: object) -> Verification:
    data = {"documents": [("curp", CURP)], "birth_date": BORN, "territory": None, "by": person, "at": NOW, **changes}
    return confirm_identity(person=person, method=method, **data)  # type: ignore[arg-type]


def code_of(call) -> str:
    with pytest.raises(ActDenied) as error:
        call()
    return error.value.denial.code


# --- The first time ---------------------------------------------------------------------------------------------------
def test_a_method_confirms_and_names_the_key_that_counts(proof: str, bruno: Person):
    place = make_territory("Centro")
    made = confirm(bruno, documents=[("ine", VOTER), ("curp", CURP)], territory=place, subject_ref="census:3")
    made.refresh_from_db()
    assert (made.method, made.confirmed, made.verified_by, made.expires_at) == ("proof", {"proof": None}, bruno, None)
    assert made.key.kind == "ine"
    assert sorted(made.identity.keys.values_list("kind", flat=True)) == ["curp", "ine"]
    event = Event.objects.get(name="verification.person.verified")
    assert event.payload == {
        "verification": made.pk, "person": bruno.pk, "method": "proof", "ref": "census:3",
    }  # fmt: skip
    assert VOTER not in str(list(IdentityKey.objects.values()))


def test_the_same_number_under_two_kinds_gives_two_digests():
    numbers = {identity_digest(kind, "G12345678") for kind in ("passport", "residence", "letter", "document")}
    assert len(numbers) == 4


def test_a_method_that_is_not_offered_confirms_nobody(bruno: Person, carla: Person, proof: str):
    assert code_of(lambda: confirm(bruno, "unknown")) == "method_closed"
    MethodSetting.objects.create(name="proof", enabled=False)
    assert code_of(lambda: confirm(bruno)) == "method_closed"
    assert code_of(lambda: confirm(bruno, "counter")) == "own_account"
    assert code_of(lambda: confirm(bruno, "counter", by=make_person("Nadie"))) == "role_missing"
    with pytest.raises(ValueError, match="unknown kind"):
        confirm(bruno, "counter", by=carla, documents=[("library", "G12345678")])
    with pytest.raises(ValueError, match="needs a document"):
        confirm(bruno, "counter", by=carla, documents=[])
    assert not Verification.objects.exists()
    assert not Identity.objects.exists()
    assert not Event.objects.filter(name__startswith="verification.").exists()


@pytest.mark.parametrize(
    "documents",
    [[("curp", "G12345678")], [("ine", CURP)], [("curp", "HEGG560427MVZRRL05")], [("name", "")], [("oidc", "x" * 500)]],
)
def test_documents_of_the_wrong_kind(proof: str, bruno: Person, documents: list[tuple[str, str]]):
    with pytest.raises(ValidationError):
        confirm(bruno, documents=documents)
    assert not IdentityKey.objects.exists()


# --- Again ------------------------------------------------------------------------------------------------------------
def test_a_term_ends_by_the_clock_and_is_renewed(proof: str, bruno: Person, carla: Person):
    MethodSetting.objects.create(name="proof", enabled=True, validity_days=365)
    made = confirm(bruno)
    assert made.expires_at == NOW + YEAR
    assert verification_of(bruno, NOW + YEAR - timedelta(seconds=1)) == made
    assert verification_of(bruno, NOW + YEAR) is None
    assert verification_of(bruno) == made
    assert code_of(lambda: confirm(bruno, at=NOW + timedelta(days=1))) == "already_verified"
    soon = NOW + YEAR - timedelta(days=60)
    again = confirm(bruno, at=soon)
    assert (again.pk, again.expires_at, again.renewed_at) == (made.pk, soon + YEAR, soon)
    late = confirm(bruno, at=NOW + 3 * YEAR)
    assert (late.pk, late.expires_at) == (made.pk, NOW + 4 * YEAR)
    assert Event.objects.filter(name="verification.person.renewed").count() == 2
    assert (Identity.objects.count(), IdentityKey.objects.count()) == (1, 1)


def test_an_official_renews_near_the_end_and_never_their_own(proof: str, bruno: Person, carla: Person, fausto: Person):
    MethodSetting.objects.create(name="proof", enabled=True, validity_days=365)
    made = confirm(bruno)
    assert code_of(lambda: renew_verification(verification=made, by=carla, at=NOW)) == "too_early"
    late = NOW + YEAR
    assert code_of(lambda: renew_verification(verification=made, by=fausto, at=late)) == "role_missing"
    hers = confirm(carla, documents=[("ine", VOTER)])
    assert code_of(lambda: renew_verification(verification=hers, by=carla, at=late)) == "own_account"
    assert renew_verification(verification=made, by=carla, at=late).expires_at == late + YEAR
    made.refresh_from_db()
    assert made.confirmed == {"proof": (late + YEAR).isoformat()}
    revoke_verification(verification=made, reason="x", by=carla, at=late)
    assert code_of(lambda: renew_verification(verification=made, by=carla, at=late)) == "already_revoked"


def test_a_second_method_is_added_to_the_same_verification(proof: str, bruno: Person, dario: Person):
    MethodSetting.objects.create(name="proof", enabled=True, validity_days=365)
    made = confirm(bruno)
    both = confirm(bruno, "counter", by=dario)
    assert (both.pk, both.expires_at) == (made.pk, None)
    assert both.confirmed == {"proof": (NOW + YEAR).isoformat(), "counter": None}
    assert both.methods_in_force(NOW) == ["counter", "proof"]
    assert both.methods_in_force(NOW + YEAR) == ["counter"]
    assert both.is_in_force(NOW + 9 * YEAR)
    assert code_of(lambda: confirm(bruno, "counter", by=dario)) == "already_verified"


def test_another_document_waits_for_an_official(proof: str, bruno: Person, dario: Person):
    confirm(bruno, "counter", by=dario)
    assert code_of(lambda: confirm(bruno, documents=[("ine", VOTER)])) == "other_document"
    assert not Conflict.objects.exists()
    assert IdentityKey.objects.get().kind == "curp"


# --- Taken ------------------------------------------------------------------------------------------------------------
def test_a_document_of_another_account_opens_one_conflict_and_tells_nothing(proof: str, bruno: Person, fausto: Person):
    first = confirm(bruno)
    for at in (NOW, NOW + timedelta(hours=1)):
        assert code_of(lambda at=at: confirm(fausto, at=at)) == "identity_taken"
    conflict = Conflict.objects.get()
    assert (conflict.kind, conflict.person, conflict.identity, conflict.key) == (
        "taken", fausto, first.identity, first.key,
    )  # fmt: skip
    assert (conflict.birth_date, conflict.method, conflict.opened_by, conflict.opened_at) == (
        BORN,
        "proof",
        fausto,
        NOW,
    )
    event = Event.objects.get(name="verification.conflict.opened")
    assert event.payload == {"conflict": conflict.pk, "person": fausto.pk, "method": "proof"}
    assert not Verification.objects.filter(person=fausto).exists()


def test_documents_of_two_identities_are_a_conflict_too(proof: str, bruno: Person, fausto: Person):
    one = confirm(bruno)
    two = confirm(fausto, documents=[("ine", VOTER)])
    three = make_person("Tercera")
    assert code_of(lambda: confirm(three, documents=[("ine", VOTER), ("curp", CURP)])) == "identity_taken"
    found = Conflict.objects.get(person=three)
    assert (found.kind, found.identity, found.other) == ("two", one.identity, two.identity)
    # Somebody verified by one document comes with one of another identity.
    MethodSetting.objects.create(name="counter", enabled=True)
    assert code_of(lambda: confirm(fausto, "counter", by=three)) == "role_missing"


def test_who_was_verified_before_kinds_were_told_apart_is_still_known(bruno: Person, fausto: Person, dario: Person):
    for person, number in ((bruno, CURP), (fausto, "G12345678")):
        Verification.objects.create(
            person=person, method="counter", identity_hash=identity_digest("document", number), at=NOW
        )
    from django.apps import apps

    assert adopt_hashes(apps.get_model) == 2
    assert adopt_hashes(apps.get_model) == 0
    mine = Verification.objects.get(person=bruno)
    assert (mine.key.kind, mine.key.digest, mine.confirmed) == ("document", mine.identity_hash, {"counter": None})
    for kind, number in (("curp", CURP), ("passport", "G12345678"), ("document", "G12345678")):
        other = make_person(f"Otra {kind}")
        data = {"by": dario, "documents": [(kind, number)], "birth_date": None}
        assert code_of(partial(confirm, other, "counter", **data)) == "identity_taken"
    # And the other way round: what a passport verified is known when its kind is not told.
    confirm(make_person("Nueva"), "counter", by=dario, documents=[("passport", "P7654321")])
    other = make_person("Otra más")
    assert code_of(lambda: confirm(other, "counter", by=dario, documents=[("document", "P7654321")])) == (
        "identity_taken"
    )


# --- After an account was deleted -------------------------------------------------------------------------------------
def test_what_a_deleted_account_supported_goes_over_to_the_new_one(proof: str, bruno: Person, fausto: Person):
    call = make_call(who_may_support=[{"kind": "verified"}])
    proposals = [make_proposal(call), make_proposal(call)]
    first = confirm(bruno)
    for proposal in proposals:
        support_proposal(proposal=proposal, by=bruno, at=NOW)
    erase_account(person=bruno, by=bruno, at=NOW)
    again = confirm(fausto)
    assert again.identity == first.identity
    assert set(Support.objects.values_list("person", flat=True)) == {fausto.pk}
    support_proposal(proposal=proposals[0], by=fausto, at=NOW)
    assert Support.objects.count() == 2
    for proposal in proposals:
        proposal.counts.refresh_from_db()
        assert proposal.counts.supports == 1


def test_what_both_accounts_supported_counts_once_after_the_transfer(proof: str, bruno: Person, fausto: Person):
    proposal = make_proposal(make_call())
    confirm(bruno)
    support_proposal(proposal=proposal, by=bruno, at=NOW)
    support_proposal(proposal=proposal, by=fausto, at=NOW + timedelta(minutes=1))
    erase_account(person=bruno, by=bruno, at=NOW)
    confirm(fausto)
    assert Support.objects.get().person == fausto
    proposal.counts.refresh_from_db()
    assert proposal.counts.supports == 1


# --- What counts ------------------------------------------------------------------------------------------------------
def test_a_verification_whose_term_is_over_opens_nothing(proof: str, bruno: Person):
    MethodSetting.objects.create(name="proof", enabled=True, validity_days=365)
    call = make_call(who_may_support=[{"kind": "verified"}])
    proposal = make_proposal(call)
    made = confirm(bruno)
    rules = [{"kind": "verified"}]
    assert eligibility.check(rules, bruno, at=NOW + YEAR - timedelta(seconds=1))
    assert eligibility.check(rules, bruno, at=NOW + YEAR).code == "verification_ended"
    assert eligibility.check([{"kind": "registered"}], bruno, at=NOW + YEAR)
    Verification.objects.filter(pk=made.pk).update(expires_at=NOW)
    assert code_of(lambda: support_proposal(proposal=proposal, by=bruno, at=NOW)) == "verification_ended"
    assert not Support.objects.exists()
