"""The tables of the ground floor in a person's download: account, contacts, verifications, words, notices, consents."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.privacy.mydata import PersonalTable

if TYPE_CHECKING:
    from participation.models import Person

Rows = Iterable[Mapping[str, Any]]


def _values(rows: QuerySet, *columns: str) -> Rows:
    return rows.order_by("pk").values(*columns).iterator(chunk_size=500)


def _account(person: "Person") -> Rows:
    from participation.models import Person

    columns = ("key", "name", "email", "phone", "phone_verified", "lang", "is_staff", "joined_at", "last_login")
    return _values(Person.objects.filter(pk=person.pk), *columns)


def _addresses(person: "Person") -> Rows:
    from allauth.account.models import EmailAddress

    return _values(EmailAddress.objects.filter(user=person), "email", "verified", "primary")


OF_VERIFICATIONS = (
    "method", "birth_date", "territory__name", "places", "at", "expires_at", "revoked_at", "revoked_reason",
)  # fmt: skip


def _verifications(person: "Person") -> Rows:
    from participation.models import Verification

    rows = Verification.objects.filter(person=person)
    return _values(rows, *OF_VERIFICATIONS)


def _comments(person: "Person") -> Rows:
    from participation.models import Comment

    return _values(
        Comment.objects.filter(author=person), "subject__title", "text", "stance", "state", "at", "edited_at"
    )


def _flags(person: "Person") -> Rows:
    from participation.models import Flag

    return _values(Flag.objects.filter(person=person), "subject__title", "reason", "text", "at")


def _notices(person: "Person") -> Rows:
    from participation.models import Notice

    return _values(Notice.objects.filter(person=person), "kind", "event__name", "event__subject__title", "event__at")


def _preferences(person: "Person") -> Rows:
    from participation.models import Preference

    rows = Preference.objects.filter(person=person)
    names = [field.attname for field in Preference._meta.concrete_fields if field.attname not in {"id", "person_id"}]
    return ({"choice": choice} for choice in rows.order_by("pk").values(*names).iterator(chunk_size=500))


def _consents(person: "Person") -> Rows:
    from participation.models import Consent

    return _values(Consent.objects.filter(person=person), "purpose", "given_at", "withdrawn_at", "notice", "channel")


def _roles(person: "Person") -> Rows:
    from participation.models import Role

    return _values(Role.objects.filter(person=person), "kind", "scope__title", "granted_at", "ended_at")


def _requests(person: "Person") -> Rows:
    from participation.models import ArcoRequest

    rows = ArcoRequest.objects.filter(person=person)
    return _values(rows, "folio", "right", "state", "description", "received_at", "answered_at", "outcome")


def _tokens(person: "Person") -> Rows:
    from participation.models import ApiToken

    columns = ("name", "prefix", "acts", "audience", "created_at", "expires_at", "revoked_at")
    return _values(ApiToken.objects.filter(person=person), *columns)


TABLES = (
    PersonalTable(
        "account",
        _("Account"),
        ("key", "name", "email", "phone", "phone_verified", "lang", "is_staff", "joined_at", "last_login"),
        _account,
    ),
    PersonalTable("addresses", _("E-mail addresses"), ("email", "verified", "primary"), _addresses),
    PersonalTable(
        "verifications",
        _("Verifications"),
        OF_VERIFICATIONS,
        _verifications,
    ),
    PersonalTable(
        "comments", _("Comments"), ("subject__title", "text", "stance", "state", "at", "edited_at"), _comments
    ),
    PersonalTable("reports", _("Reports to moderation"), ("subject__title", "reason", "text", "at"), _flags),
    PersonalTable(
        "notices", _("Notifications"), ("kind", "event__name", "event__subject__title", "event__at"), _notices
    ),
    PersonalTable("preferences", _("Preferences"), ("choice",), _preferences),
    PersonalTable(
        "consents", _("What I agreed to"), ("purpose", "given_at", "withdrawn_at", "notice", "channel"), _consents
    ),
    PersonalTable("roles", _("Roles"), ("kind", "scope__title", "granted_at", "ended_at"), _roles),
    PersonalTable(
        "requests",
        _("Requests on personal data"),
        ("folio", "right", "state", "description", "received_at", "answered_at", "outcome"),
        _requests,
    ),
    PersonalTable(
        "keys",
        _("Keys of the API"),
        ("name", "prefix", "acts", "audience", "created_at", "expires_at", "revoked_at"),
        _tokens,
    ),
)
