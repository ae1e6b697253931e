"""Reads of verifications and of what counts as one person."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet

from participation.stored import StoredQuery

if TYPE_CHECKING:
    from participation.models import Conflict, Identity, IdentityKey, Person, Verification


def verification_of(person: "Person", at: datetime | None = None) -> "Verification | None":
    """Return the person's verification with its territory: in force at a moment; without one, even past its term.

    At most one exists. Whoever decides by it asks for a moment, or asks ``is_in_force`` of what is returned.
    """
    from participation.models import Verification

    if at is None:
        return next(iter(_current_of(person.pk)), None)
    return Verification.objects.in_force(at).filter(person=person).select_related("territory").first()


@StoredQuery
def _current_of(me: int) -> "QuerySet[Verification]":
    from participation.models import Verification

    return Verification.objects.current().filter(person=me).select_related("territory").order_by("pk")[:1]


def current_verification(person: "Person", *, lock: bool = False) -> "Verification | None":
    """Return the person's verification that nobody ended, its term over or not; locked until the commit if asked."""
    from participation.models import Verification

    rows: Any = Verification.objects.current().filter(person=person)
    return rows.select_for_update(no_key=True).first() if lock else rows.first()


def accounts_of(person: "Person | int") -> "QuerySet[Verification, Any]":
    """Return the ids of every account that the person's identity ever verified, theirs among them, as a subquery.

    Empty for whoever was never verified: add ``Q(person=person)``. What is limited to once per person asks for these.
    """
    from participation.models import Verification

    mine = Verification.objects.current().filter(person=person, identity__isnull=False).values("identity")
    return Verification.objects.filter(identity__in=mine).values("person")


def of_same_person(field: str, person: "Person") -> Q:
    """Return the condition that a row's account is the person's, or another one of the same identity."""
    return Q(**{field: person}) | Q(**{f"{field}__in": accounts_of(person)})


def last_verification(person: "Person") -> "Verification | None":
    """Return the person's verification that nobody ended; without one the one that was revoked last."""
    from participation.models import Verification

    rows = Verification.objects.filter(person=person).select_related("territory")
    return rows.order_by(F("revoked_at").desc(nulls_first=True), "-pk").first()


def waiting_conflict(person: "Person") -> "Conflict | None":
    """Return what the person asked for and officials have not decided."""
    from participation.models import Conflict

    return Conflict.objects.filter(person=person, decided_at__isnull=True).order_by("opened_at", "pk").first()


def open_conflicts() -> "QuerySet[Conflict]":
    """Return the conflicts that wait for a decision."""
    from participation.models import Conflict

    return Conflict.objects.filter(decided_at__isnull=True).select_related("person", "key")


def decided_conflicts() -> "QuerySet[Conflict]":
    """Return the conflicts that were decided."""
    from participation.models import Conflict

    return Conflict.objects.filter(decided_at__isnull=False).select_related("person", "key", "decided_by")


def accounts_in(conflict: "Conflict") -> "list[Verification]":
    """Return the verifications of every account on the other side of a conflict, the one in force first."""
    from participation.models import Verification

    identities = [pk for pk in (conflict.identity_id, conflict.other_id) if pk]
    rows = Verification.objects.filter(identity__in=identities).exclude(person=conflict.person_id)
    return list(rows.select_related("person", "key").order_by(F("revoked_at").desc(nulls_first=True), "-pk")[:20])


def documents_of(identity: "Identity") -> "QuerySet[IdentityKey]":
    """Return the documents of an identity that count, the first one first."""
    return identity.keys.filter(retired_at__isnull=True).select_related("linked_by").order_by("at", "pk")


def account_of_document(kind: str, number: str) -> "Person | None":
    """Return the account that is verified with a document; its verification may have ended by the clock."""
    return _accounts_of_document(kind, number).first()


def assisted_account_of(kind: str, number: str) -> "Person | None":
    """Return the verified account of a document, where it has neither e-mail nor mobile: a sheet can be printed."""
    return _accounts_of_document(kind, number).filter(email__isnull=True, phone__isnull=True).first()


def _accounts_of_document(kind: str, number: str) -> "QuerySet[Person]":
    from participation.models import Person
    from participation.verification.identity import document_kind, kinds_to_compare
    from participation.verification.pepper import digester

    kind = kind or document_kind(number)
    seal = digester()
    digests = [seal(other, number) for other in kinds_to_compare(kind)]
    return Person.objects.filter(
        verifications__revoked_at__isnull=True,
        verifications__identity__keys__digest__in=digests,
        verifications__identity__keys__retired_at__isnull=True,
        is_active=True,
    ).order_by("pk")
