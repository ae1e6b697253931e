"""Who makes agreements, and who keeps them."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict
from participation.subjects.visibility import is_shown
from processes.agreements.registry import parent_kind

if TYPE_CHECKING:
    from participation.models import Person, Subject


def may_keep_agreements(person: "Person | None", parent: "Subject | None") -> Verdict:
    """Tell whether somebody keeps the agreements made at a subject: corrects them, moves their dates."""
    known = parent_kind(parent.kind) if parent else None
    if known is not None and known.may_make is not None:
        return known.may_make(person, parent)  # type: ignore[arg-type]
    return roles.may_work_as(person, roles.STEWARDS, parent)


def may_make_agreement(person: "Person | None", parent: "Subject") -> Verdict:
    """Tell whether somebody may put down what was agreed at a subject."""
    if parent_kind(parent.kind) is None:
        return Denied("no_agreements", _("No agreements are made here."))
    keeps = may_keep_agreements(person, parent)
    if not keeps:
        return keeps
    if not is_shown(parent):
        return Denied("not_public", _("This is not public yet: an agreement would have no place."))
    return ALLOWED


def may_manage(person: "Person | None", subject: "Subject") -> Verdict:
    """Tell the engine who plans an agreement: who keeps those of the place where it was made."""
    return may_keep_agreements(person, subject.parent)
