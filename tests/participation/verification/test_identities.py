"""Officials join documents, correct them, merge identities and decide conflicts: nobody ends with two voices."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Conflict, Event, IdentityKey, Notice, Person, Verification
from participation.verification.actions import (
    correct_document,
    decide_conflict,
    link_document,
    merge_identities,
    verify_at_counter,
)
from participation.verification.identity import clean_name_key
from participation.verification.querysets import accounts_of, verification_of
from proposals.actions import support_proposal
from proposals.models import Support
from proposals.policies import may_support
from tests.factories import make_call, make_proposal, make_territory
from tests.personas import NOW, make_person, official

pytestmark = pytest.mark.django_db
CURP, CHANGED, VOTER = "HEGG560427MVZRRL04", "HEGG560427MVZRRL12", "GRHRGL56042730M400"
BORN = date(1956, 4, 27)


def verify(person: Person, by: Person, document: str = CURP, **more: object) -> Verification:
    data = {"birth_date": None, "territory": None, "at": NOW, **more}
    return verify_at_counter(person=person, document=document, by=by, **data)  # type: ignore[arg-type]


def code_of(call) -> str:
    with pytest.raises(ActDenied) as error:
        call()
    return error.value.denial.code


def taken(person: Person, by: Person, **more: object) -> Conflict:
    assert code_of(lambda: verify(person, by, **more)) == "identity_taken"
    return Conflict.objects.get(person=person, decided_at=None)


def test_where_one_document_counts_two_that_nobody_linked_are_one_voice(bruno: Person, fausto: Person, dario: Person):
    """Verified with a voter card in one account and with a CURP in another one, which nobody knows to be one person."""
    by_card = verify(bruno, dario, VOTER)
    verify(fausto, dario)
    proposal = make_proposal(make_call(who_may_support=[{"kind": "verified", "document": "curp"}]))
    support_proposal(proposal=proposal, by=fausto, at=NOW)
    assert code_of(lambda: support_proposal(proposal=proposal, by=bruno, at=NOW)) == "document_missing"
    denial = may_support(bruno, proposal, at=NOW)
    assert str(denial.message) == (
        "Aquí cuenta un solo documento: CURP. El tuyo se puede agregar a tu verificación en la ventanilla."
    )
    # Who brings their CURP to the counter turns out to be the other account's person.
    assert code_of(lambda: link(by_card, "curp", CURP, dario)) == "other_identity"
    assert Support.objects.filter(proposal=proposal).count() == 1
    elsewhere = make_person("Otra")
    link(verify(elsewhere, dario, "G12345678"), "curp", CHANGED, dario)
    support_proposal(proposal=proposal, by=elsewhere, at=NOW)
    assert Support.objects.filter(proposal=proposal).count() == 2
    retired = IdentityKey.objects.get(kind="curp", identity__verifications__person=elsewhere)
    correct_document(
        key=retired, kind="ine", number="GRHRGL56042730M401", reason="Error", by=dario, at=NOW, was_mistyped=True
    )
    assert may_support(elsewhere, make_proposal(proposal.component), at=NOW).code == "document_missing"


# --- Documents --------------------------------------------------------------------------------------------------------
def test_a_linked_document_verifies_no_other_account(bruno: Person, fausto: Person, dario: Person):
    mine = verify(bruno, dario)
    assert code_of(lambda: link(mine, "ine", VOTER, bruno)) == "role_missing"
    with pytest.raises(ValidationError):
        link_document(identity=mine.identity, kind="ine", number=VOTER, reason=" ", by=dario, at=NOW)
    key = link(mine, "ine", VOTER, dario)
    assert link(mine, "ine", VOTER.lower(), dario) == key
    assert (key.linked_by, key.reason) == (dario, "Mostró las dos")
    event = Event.objects.get(name="verification.document.linked")
    assert event.payload == {"identity": mine.identity_id, "key": key.pk, "kind": "ine"}
    assert code_of(lambda: verify(fausto, dario, VOTER)) == "identity_taken"
    theirs = verify(make_person("Otra"), dario, "G12345678")
    assert code_of(lambda: link(theirs, "ine", VOTER, dario)) == "other_identity"


def link(verification: Verification, kind: str, number: str, by: Person) -> IdentityKey:
    return link_document(
        identity=verification.identity, kind=kind, number=number, reason="Mostró las dos", by=by, at=NOW
    )


def correct(key: IdentityKey, by: Person, **more: object) -> IdentityKey:
    data = {"kind": "curp", "number": CHANGED, "reason": "RENAPO la corrigió", "at": NOW, **more}
    return correct_document(key=key, by=by, **data)  # type: ignore[arg-type]


def test_a_corrected_curp_moves_the_key_and_gives_no_second_voice(bruno: Person, fausto: Person, dario: Person):
    mine = verify(bruno, dario)
    assert code_of(lambda: correct(mine.key, bruno)) == "role_missing"
    with pytest.raises(ValidationError):
        correct(mine.key, dario, number=CURP)
    new = correct(mine.key, dario)
    mine.refresh_from_db()
    assert (mine.key, new.identity) == (new, mine.identity)
    for number in (CURP, CHANGED):
        assert code_of(lambda number=number: verify(fausto, dario, number)) == "identity_taken"
    assert Conflict.objects.count() == 1


def test_a_mistyped_number_is_free_for_whose_it_is(bruno: Person, fausto: Person, dario: Person):
    mine = verify(bruno, dario)
    old = mine.key
    correct(old, dario, was_mistyped=True)
    assert verify(fausto, dario).identity != mine.identity
    assert code_of(lambda: correct(old, dario, number="HEGG560427MVZRRL20")) == "already_corrected"


def test_officials_do_not_touch_their_own_documents(bruno: Person, carla: Person, dario: Person):
    mine = verify(dario, carla)
    assert code_of(lambda: link(mine, "ine", VOTER, dario)) == "own_account"
    assert code_of(lambda: correct(mine.key, dario)) == "own_account"
    assert IdentityKey.objects.count() == 1


# --- Two that are one -------------------------------------------------------------------------------------------------
def test_merged_identities_have_one_account_and_one_voice(bruno: Person, fausto: Person, carla: Person, dario: Person):
    call = make_call(who_may_support=[{"kind": "verified"}])
    proposal, other = make_proposal(call), make_proposal(call)
    one, two = verify(bruno, dario), verify(fausto, dario, VOTER)
    support_proposal(proposal=proposal, by=bruno, at=NOW)
    support_proposal(proposal=proposal, by=fausto, at=NOW + timedelta(minutes=1))
    support_proposal(proposal=other, by=fausto, at=NOW)
    data = {"kept": one.identity, "other": two.identity, "account": fausto, "reason": "Es la misma persona"}
    assert code_of(lambda: merge_identities(**data, by=dario, at=NOW)) == "role_missing"
    merge_identities(**data, by=carla, at=NOW)
    assert verification_of(bruno) is None
    assert verification_of(fausto).identity == one.identity
    assert set(accounts_of(fausto).values_list("person", flat=True)) == {bruno.pk, fausto.pk}
    assert sorted(one.identity.keys.values_list("kind", flat=True)) == ["curp", "ine"]
    proposal.counts.refresh_from_db()
    assert (proposal.counts.supports, Support.objects.get(proposal=proposal).person) == (1, bruno)
    assert code_of(lambda: support_proposal(proposal=proposal, by=fausto, at=NOW)) == "identity_supports"
    assert code_of(lambda: merge_identities(**data, by=carla, at=NOW)) == "already_merged"
    event = Event.objects.get(name="verification.identity.merged")
    assert event.payload == {"identity": one.identity_id, "merged": two.identity_id}


# --- Conflicts --------------------------------------------------------------------------------------------------------
def test_a_conflict_is_decided_once_by_whoever_manages_and_not_about_themselves(
    bruno: Person, fausto: Person, carla: Person, dario: Person
):
    verify(bruno, dario)
    conflict = taken(fausto, dario, birth_date=BORN)
    for by, code in ((dario, "role_missing"), (fausto, "role_missing"), (None, "not_signed_in")):
        assert code_of(lambda by=by: decide(conflict, "keep", by)) == code
    own = official("Ema", "steward")
    mine = Verification.objects.get(person=bruno)
    Verification.objects.create(person=own, identity=mine.identity, method="counter", at=NOW, revoked_at=NOW)
    assert code_of(lambda: decide(conflict, "keep", own)) == "own_account"
    for outcome in ("merge", "x", ""):
        with pytest.raises(ValidationError):
            decide(conflict, outcome, carla)
    with pytest.raises(ValidationError):
        decide_conflict(conflict=conflict, outcome="keep", reason=" ", by=carla, at=NOW)
    assert Conflict.objects.get().decided_at is None
    decide(conflict, "keep", carla)
    assert code_of(lambda: decide(conflict, "move", carla)) == "already_decided"
    kept = Conflict.objects.get()
    assert (kept.outcome, kept.decided_by, kept.birth_date) == ("keep", carla, None)
    assert verification_of(bruno) == mine


def decide(conflict: Conflict, outcome: str, by: Person | None) -> Conflict:
    return decide_conflict(conflict=conflict, outcome=outcome, reason="Vino con su CURP", by=by, at=NOW)  # type: ignore[arg-type]


def test_a_lost_account_gives_its_place_to_the_new_one(bruno: Person, fausto: Person, carla: Person, dario: Person):
    place = make_territory("Centro")
    mine = verify(bruno, dario)
    conflict = taken(fausto, dario, birth_date=BORN, territory=place)
    decide(conflict, "move", carla)
    moved = verification_of(fausto)
    assert (moved.identity, moved.key, moved.birth_date, moved.territory, moved.method) == (
        mine.identity, mine.key, BORN, place, "counter",
    )  # fmt: skip
    mine.refresh_from_db()
    assert (mine.revoked_at, mine.revoked_reason) == (NOW, "Vino con su CURP")
    relay(NOW)
    told = Notice.objects.order_by("pk").values_list("person__name", "event__name")
    assert [row for row in told if row[1].startswith("verification.") and row[0] in {"Bruno", "Fausto"}][-3:] == [
        ("Bruno", "verification.person.revoked"),
        ("Fausto", "verification.person.verified"),
        ("Fausto", "verification.conflict.decided"),
    ]
    ended = Event.objects.get(name="verification.person.revoked")
    assert (ended.payload["person"], ended.after) == (bruno.pk, {"reason": "Vino con su CURP"})


def test_two_identities_of_one_person_are_merged_by_the_decision(
    bruno: Person, fausto: Person, carla: Person, dario: Person
):
    one, two = verify(bruno, dario), verify(fausto, dario, VOTER)
    third = make_person("Tercera")
    conflict = taken(third, dario, also=[("ine", VOTER)])
    assert (conflict.kind, conflict.identity, conflict.other) == ("two", one.identity, two.identity)
    decide(conflict, "merge", carla)
    assert verification_of(third).identity == one.identity
    assert verification_of(bruno) is verification_of(fausto) is None
    assert Verification.objects.current().count() == 1


def test_two_people_of_the_same_name_are_told_apart(bruno: Person, fausto: Person, carla: Person, dario: Person):
    name = clean_name_key("María  López Hernández", BORN)
    assert name == clean_name_key("MARIA LOPEZ HERNANDEZ", BORN) == "MARIA LOPEZ HERNANDEZ 1956-04-27"
    verify(bruno, dario, "ALBERGUE123", kind="letter", also=[("name", name)])
    conflict = taken(fausto, dario, document="ALBERGUE456", kind="letter", also=[("name", name)])
    decide(conflict, "apart", carla)
    assert verification_of(fausto) is None
    theirs = verify(fausto, dario, "ALBERGUE456", kind="letter", also=[("name", name)])
    assert theirs.identity != verification_of(bruno).identity
    assert (theirs.key.kind, theirs.identity.keys.count()) == ("letter", 1)
    third = make_person("Tercera")
    taken(third, dario, document="ALBERGUE789", kind="letter", also=[("name", name)])
