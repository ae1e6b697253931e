"""Inviting representatives: what invitations ask of organisations."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.access.verdict import Verdict
from participation.invitations.registry import Purpose
from participation.organisations import policies
from participation.organisations.actions import represent
from participation.organisations.models import Organisation, Representation

if TYPE_CHECKING:
    from participation.models import Invitation, Person, Subject

NAME = "representative"


def _organisation(subject: "Subject") -> Organisation:
    found: Organisation = Organisation.objects.select_related("subject").get(subject=subject)
    return found


def _may_invite(person: "Person | None", subject: "Subject", at: datetime) -> Verdict:
    return policies.may_invite(person, _organisation(subject))


def _is_open(subject: "Subject", at: datetime) -> Verdict:
    return policies.is_active(_organisation(subject))


def _room(subject: "Subject") -> int:
    return policies.ROOM - Representation.objects.now().filter(organisation__subject=subject).count()


def _belongs(person: "Person", subject: "Subject") -> bool:
    return policies.represents(person, _organisation(subject).pk)


def _accept(invitation: "Invitation", person: "Person", at: datetime) -> None:
    represent(invitation, person, at)


def _asks(details: dict[str, Any]) -> str:
    role = str(details.get("role") or "")
    if role:
        return _("They ask you to represent this organisation here, as: %(role)s.") % {"role": role}
    return _("They ask you to represent this organisation here.")


REPRESENTATIVES = Purpose(
    name=NAME,
    subject_kind="organisation",
    label=gettext_lazy("You are invited to represent “%(title)s”"),
    may_invite=_may_invite,
    is_open=_is_open,
    room=_room,
    belongs=_belongs,
    accept=_accept,
    joined="participation.representative.joined",
    asks=_asks,
    means=gettext_lazy(
        "If you accept, you can propose and comment in its name. Everybody then reads the name of the organisation, "
        "not yours, unless you choose to be named on its page. What you support or vote stays yours alone. You can "
        "leave at any time."
    ),
    invite_path=lambda subject: f"{subject.path}representantes/",
    accepted=gettext_lazy("You accepted. When you propose or comment, you can now choose in whose name."),
)
