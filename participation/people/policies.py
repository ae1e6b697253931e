"""Who may do what with an account."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.roles import STEWARDS, may_be_signed_in
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict, first_denial

if TYPE_CHECKING:
    from participation.models import ApiToken, Person

MAX_TOKENS = 10


def may_manage_account(by: "Person | None", person: "Person", *, at: datetime) -> Verdict:
    """Tell whether somebody may change this account: only its own person."""
    return first_denial(
        may_be_signed_in(by),
        lambda: ALLOWED if by == person else Denied("not_yours", _("This account belongs to somebody else.")),
    )


def may_choose_name(person: "Person", *, at: datetime) -> Verdict:
    """Tell whether the person may choose their public name: not while they are a minor under a pseudonym."""
    from participation.verification.minors import is_below, rules
    from participation.verification.querysets import current_verification

    verification = current_verification(person)
    if verification is None or verification.birth_date is None:
        return ALLOWED
    age = rules().pseudonym_below
    if is_below(verification.birth_date, age, at):
        return Denied(
            "minor",
            _("Until you are %(age)s, pages show a pseudonym in the place of your name, to protect you.")
            % {"age": age},
        )
    return ALLOWED


def may_issue_token(person: "Person | None", *, at: datetime) -> Verdict:
    """Tell whether the person may make another token: at most ten in force."""
    signed_in = may_be_signed_in(person)
    if not signed_in:
        return signed_in
    from participation.people.querysets import tokens_in_force

    assert person is not None
    if tokens_in_force(person, at).count() >= MAX_TOKENS:
        return Denied("too_many_tokens", _("You already have ten keys in force. Revoke one that you no longer use."))
    return ALLOWED


def may_revoke_token(person: "Person | None", token: "ApiToken", *, at: datetime) -> Verdict:
    """Tell whether the person may revoke the token: only their own."""
    signed_in = may_be_signed_in(person)
    if signed_in and person is not None and token.person_id != person.pk:
        return Denied("not_yours", _("This key belongs to somebody else."))
    return signed_in


def may_erase_account(person: "Person | None", *, at: datetime) -> Verdict:
    """Tell whether the person may close their account: not while nobody else could run the installation."""
    signed_in = may_be_signed_in(person)
    if not signed_in:
        return signed_in
    assert person is not None
    if _runs_everything(person) and not _others_run_everything(person):
        return Denied(
            "last_steward",
            _("Nobody else manages the whole platform. Give that role to another person before closing your account."),
            Remedy(_("Manage roles"), "/admin/participation/role/"),
        )
    return ALLOWED


def may_remove_email(person: "Person | None", *, at: datetime) -> Verdict:
    """Tell whether the e-mail may go: only where a confirmed mobile number is left to sign in with."""
    signed_in = may_be_signed_in(person)
    if signed_in and person is not None and not (person.phone and person.phone_verified):
        return Denied("last_contact", _("It is the only way to sign in. Add a mobile number first."))
    return signed_in


def may_remove_phone(person: "Person | None", *, at: datetime) -> Verdict:
    """Tell whether the mobile number may go: only where an e-mail address is left to sign in with."""
    signed_in = may_be_signed_in(person)
    if signed_in and person is not None and not person.email:
        return Denied("last_contact", _("It is the only way to sign in. Add an e-mail address first."))
    return signed_in


def _runs_everything(person: "Person") -> bool:
    from participation.access.roles import holds

    return holds(person, STEWARDS, None)


def _others_run_everything(person: "Person") -> bool:
    from django.db.models import Q

    from participation.models import Person

    return (
        Person.objects.filter(
            Q(is_superuser=True)
            | Q(roles__kind__in=STEWARDS, roles__scope__isnull=True, roles__ended_at__isnull=True, roles__isnull=False),
            is_active=True,
        )
        .exclude(pk=person.pk)
        .exists()
    )
