"""Accounts for people without e-mail and mobile: opened at a counter, entered with the code of a printed sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Denied, Remedy
from participation.events.record import record
from participation.verification import policies
from participation.verification.actions.counter import verify_at_counter
from participation.verification.minors import Guardian
from participation.verification.models import AssistedCode
from participation.verification.pseudonyms import pseudonym_of
from participation.verification.sheets import digest_of_code, new_code
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person, Territory

LASTS = timedelta(days=30)
KEPT = timedelta(days=90)
NAME_LENGTH = 80
WRONG_CODE = Denied(
    "wrong_code",
    _("This code is not right, was used, or is too old. Read it again; a counter can print you another one."),
    Remedy(_("Sign in by e-mail or mobile"), "/cuenta/entrar/"),
)


@dataclass(frozen=True, slots=True)
class Printed:
    """What a sheet carries: the account, its code (kept nowhere else), and until when it serves."""

    person: "Person"
    code: str
    expires_at: datetime


@transaction.atomic
def open_assisted_account(
    *,
    name: str,
    lang: str,
    document: str,
    birth_date: date | None,
    territory: "Territory | None",
    by: "Person",
    at: datetime,
    kind: str = "",
    also: list[tuple[str, str]] | None = None,
    residence: str = "",
    guardian: Guardian | None = None,
    places: Sequence[int] = (),
) -> Printed:
    """Open an account for somebody at the counter who has neither e-mail nor mobile, verify it, and make its sheet.

    All of it or nothing. Without a name the account gets a pseudonym. Raises ActDenied and ValidationError, as
    ``confirm_identity`` does; a document that is taken opens no conflict here, since nobody has asked for anything yet.
    """
    from participation.models import Person

    policies.may_verify_people(by, at=at).enforce()
    person = Person(lang=lang)
    person.name = _clean_name(name) or pseudonym_of(person.key)
    person.set_unusable_password()
    person.save()
    record("people.account.opened", subject=None, by=by, at=at, payload={"person": person.pk, "by": "counter"})
    verify_at_counter(
        person=person,
        document=document,
        kind=kind,
        also=also,
        birth_date=birth_date,
        territory=territory,
        residence=residence,
        guardian=guardian,
        places=places,
        by=by,
        at=at,
    )
    return _make_sheet(person, by, at)


def _clean_name(name: str) -> str:
    words = " ".join(tidy(name).split())
    if len(words) > NAME_LENGTH or len(words) == 1:
        raise ValidationError({"name": _("Write a name of two to eighty letters; it may be a nickname.")})
    return words


@transaction.atomic
def print_sheet(*, person: "Person", by: "Person", at: datetime) -> Printed:
    """Make a new sheet for an account without e-mail and mobile; the code of the former one ends. Raises ActDenied."""
    from participation.models import Person

    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    policies.may_print_sheet(by, person, at=at).enforce()
    return _make_sheet(person, by, at)


def _make_sheet(person: "Person", by: "Person", at: datetime) -> Printed:
    AssistedCode.objects.filter(person=person, used_at__isnull=True, voided_at__isnull=True).update(voided_at=at)
    code = new_code()
    AssistedCode.objects.create(
        person=person, digest=digest_of_code(code), made_by=by, made_at=at, expires_at=at + LASTS
    )
    record("verification.sheet.printed", subject=None, by=by, at=at, payload={"person": person.pk})
    return Printed(person, code, at + LASTS)


@transaction.atomic
def use_sheet(*, code: str, at: datetime) -> "Person":
    """Take the code of a sheet, once, and return whose it is. Raises ActDenied, alike for whatever is wrong."""
    found = AssistedCode.objects.select_for_update(of=("self",)).select_related("person")
    row = found.filter(digest=digest_of_code(code)).first()
    if row is None or row.used_at or row.voided_at or at >= row.expires_at:
        WRONG_CODE.enforce()
    assert row is not None
    if not row.person.is_active or row.person.erased_at:
        WRONG_CODE.enforce()
    row.used_at = at
    row.save(update_fields=["used_at"])
    record("verification.sheet.used", subject=None, by=row.person, at=at, payload={"person": row.person_id})
    return row.person


@transaction.atomic
def purge_sheets(*, at: datetime) -> int:
    """Delete codes of sheets that ended more than 90 days ago; return how many. The daily job calls it."""
    return AssistedCode.objects.filter(expires_at__lt=at - KEPT).delete()[0]
