"""Who may follow."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.access.verdict import Denied, Verdict
from participation.subjects.registry import is_followed
from participation.subjects.visibility import is_shown

if TYPE_CHECKING:
    from participation.models import Person, Subject


def may_follow(person: "Person | None", subject: "Subject") -> Verdict:
    """Ask whether the person may follow a subject: a public one, of those that are followed."""
    if not is_followed(subject) or not is_shown(subject):
        return Denied("not_followed", _("This cannot be followed."))
    return roles.may_be_signed_in(person)
