"""Who carries works out: who convened the budget, and the institution that is responsible."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from budgets.models import Contest, Work
from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.followup.policies import is_official_of

if TYPE_CHECKING:
    from participation.models import Person, Subject


def may_begin(person: "Person | None", contest: Contest) -> Verdict:
    """Stewards let the projects that won become works, also once the process is closed."""
    return roles.may_work_as(person, roles.STEWARDS, contest.subject)


def may_manage(person: "Person | None", subject: "Subject") -> Verdict:
    """Tell the engine who plans a work: the stewards of its process."""
    return roles.may_work_as(person, roles.STEWARDS, subject)


def may_tell_money(person: "Person | None", work: Work) -> Verdict:
    """Tell whether somebody publishes contracts and payments: stewards, and officials of whoever is responsible."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: (
            ALLOWED
            if is_official_of(person, work.subject.action)
            else Denied("not_yours", _("Only who is responsible for this work can do this."))
        ),
    )
