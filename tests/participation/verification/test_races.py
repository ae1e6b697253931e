"""Parallel connections: one document, one conflict, one rotation, one person; each shown to fail without its lock."""

import time
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings

from participation.access.verdict import ActDenied
from participation.models import Conflict, Event, Identity, IdentityKey, Person, Verification
from participation.verification import pepper, rotation
from participation.verification.actions import (
    confirm,
    confirm_identity,
    conflicts,
    decide_conflict,
    merge_identities,
    revoke_verification,
    verify_at_counter,
)
from tests.personas import NOW, make_person, official
from tests.races import at_once

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CURP, VOTER = "HEGG560427MVZRRL04", "GRHRGL56042730M400"
NEW = "a-second-secret-of-more-than-fifty-characters-987654321"
BOTH = f"{settings.AZOTEA_IDENTITY_KEY},{NEW}"


def verify(person: Person, by: Person, document: str = CURP, **more: Any) -> Verification:
    return verify_at_counter(person=person, document=document, birth_date=None, territory=None, by=by, at=NOW, **more)


def told(results: list[Any]) -> list[str]:
    """Return what came of each call: the code of a denial, or what it made."""
    return sorted(r.denial.code if isinstance(r, ActDenied) else type(r).__name__ for r in results)


def test_one_document_many_accounts_at_the_same_moment():
    """The unique digest decides, and the lock on the identity where the document is known already."""
    clerk = official("Dario", "moderator")
    for document, known in ((CURP, False), ("G12345678", True)):
        people = [make_person(f"{document} {number}") for number in range(4)]
        if known:
            gone = make_person("Se fue")
            revoke_verification(
                verification=verify(gone, clerk, document), reason="x", by=official("C", "steward"), at=NOW
            )
        results = at_once(*(lambda one=one, document=document: verify(one, clerk, document) for one in people))
        assert told(results) == ["Verification", *["identity_taken"] * 3]
        assert Verification.objects.current().filter(person__in=people).count() == 1
    assert Conflict.objects.count() == 6
    assert Identity.objects.count() == IdentityKey.objects.count() == 2


def test_the_same_two_documents_in_the_other_order_wait_in_no_circle():
    """Documents are stored in the order of their digests: in the order given, two would each wait for the other."""
    clerk = official("Dario", "moderator")
    pairs = [[("curp", CURP), ("ine", VOTER)], [("ine", VOTER), ("curp", CURP)]] * 3
    people = [make_person(f"Persona {number}") for number in range(6)]

    def one(person: Person, documents: list[tuple[str, str]]) -> Verification:
        return confirm_identity(
            person=person, method="counter", documents=documents, birth_date=None, territory=None, by=clerk, at=NOW
        )

    results = at_once(*(lambda p=p, d=d: one(p, d) for p, d in zip(people, pairs, strict=True)))
    assert told(results) == ["Verification", *["identity_taken"] * 5]


def conflict_of(clerk: Person) -> tuple[Conflict, Person]:
    first, second = make_person("Una"), make_person("Otra")
    verify(first, clerk)
    with pytest.raises(ActDenied):
        verify(second, clerk)
    return Conflict.objects.get(), second


def decide_at_once(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    clerk, one, two = official("Dario", "moderator"), official("Carla", "steward"), official("Cora", "steward")
    conflict, _second = conflict_of(clerk)
    asked = conflicts.policies.may_decide_conflict

    def slow(*args: Any, **kwargs: Any) -> Any:
        verdict = asked(*args, **kwargs)
        time.sleep(0.5)  # it is allowed, and not decided yet
        return verdict

    monkeypatch.setattr(conflicts.policies, "may_decide_conflict", slow)

    def decide(by: Person, outcome: str) -> Conflict:
        return decide_conflict(conflict=conflict, outcome=outcome, reason="Lo revisé", by=by, at=NOW)

    return at_once(lambda: decide(one, "move"), lambda: decide(two, "keep"))


def test_two_officials_decide_one_conflict(monkeypatch: pytest.MonkeyPatch):
    assert told(decide_at_once(monkeypatch)) == ["Conflict", "already_decided"]
    assert Event.objects.filter(name="verification.conflict.decided").count() == 1


def test_without_the_lock_on_the_conflict_both_decide(monkeypatch: pytest.MonkeyPatch):
    from django.db.models import QuerySet

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self)
    assert told(decide_at_once(monkeypatch)) == ["Conflict", "Conflict"]


def rotate_while_verifying(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Verify with the digest of before, slowly, while a rotation runs; then verify another account."""
    clerk, first, second = official("Dario", "moderator"), make_person("Una"), make_person("Otra")
    pepper.generation()
    sealed = confirm.hold_keys

    def slow(*args: Any, **kwargs: Any) -> Any:
        held = sealed(*args, **kwargs)
        time.sleep(1)  # the digest is made, and not stored yet
        return held

    monkeypatch.setattr(confirm, "hold_keys", slow)

    def rotate() -> int:
        time.sleep(0.3)
        return rotation.rotate(at=NOW)

    with override_settings(AZOTEA_IDENTITY_KEY=BOTH):
        at_once(lambda: verify(first, clerk), rotate)
        monkeypatch.setattr(confirm, "hold_keys", sealed)
        return at_once(lambda: verify(second, clerk))


def test_a_rotation_waits_for_whoever_verifies(monkeypatch: pytest.MonkeyPatch):
    assert told(rotate_while_verifying(monkeypatch)) == ["identity_taken"]
    assert Verification.objects.count() == 1


def test_without_the_share_of_the_state_a_rotation_misses_a_digest(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pepper, "HOLD", pepper.LOOK)
    assert told(rotate_while_verifying(monkeypatch)) == ["Verification"]
    assert Verification.objects.count() == 2


def test_merging_verifying_and_revoking_at_once_wait_in_no_circle():
    clerk, steward = official("Dario", "moderator"), official("Carla", "steward")
    for number in range(3):
        one, two, new = (make_person(f"{name} {number}") for name in ("Una", "Otra", "Nueva"))
        first, second = verify(one, clerk, f"G1111111{number}"), verify(two, clerk, f"G2222222{number}")
        results = at_once(
            lambda first=first, second=second, one=one: merge_identities(
                kept=first.identity, other=second.identity, account=one, reason="Es una", by=steward, at=NOW
            ),
            lambda new=new, number=number: verify(new, clerk, f"G2222222{number}"),
            lambda second=second: revoke_verification(verification=second, reason="x", by=steward, at=NOW),
        )
        assert not [r for r in results if isinstance(r, Exception) and not isinstance(r, ActDenied)], results
        assert Verification.objects.current().filter(person__in=[one, two, new]).count() <= 2


def test_a_rotation_of_many_digests_is_one_transaction_of_seconds():
    with transaction.atomic():
        identity = Identity.objects.create(at=NOW)
        pepper.generation()
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO participation_identitykey (identity_id, kind, digest, at, reason)"
                " SELECT %s, 'curp', md5(n::text) || md5((-n)::text), now(), '' FROM generate_series(1, 20000) AS n",
                [identity.pk],
            )
    began = time.monotonic()
    with override_settings(AZOTEA_IDENTITY_KEY=BOTH):
        assert rotation.rotate(at=NOW) == 20_000
    assert time.monotonic() - began < 20
    assert len(set(IdentityKey.objects.values_list("digest", flat=True))) == 20_000
