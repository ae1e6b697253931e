"""Inviting co-authors: what the ground floor's invitations ask of proposals."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.access.verdict import Verdict
from participation.invitations.registry import Purpose

if TYPE_CHECKING:
    from participation.models import Invitation, Person, Subject
    from proposals.models import Proposal

NAME = "coauthor"


def _proposal(subject: "Subject") -> "Proposal":
    from proposals.models import Proposal

    return Proposal.objects.select_related("subject", "component__process__subject", "component__subject").get(
        subject=subject
    )


def _may_invite(person: "Person | None", subject: "Subject", at: datetime) -> Verdict:
    from proposals import coauthor_policies

    return coauthor_policies.may_invite_coauthor(person, _proposal(subject))


def _is_open(subject: "Subject", at: datetime) -> Verdict:
    from proposals import coauthor_policies

    return coauthor_policies.may_have_coauthors(_proposal(subject), at=at)


def _room(subject: "Subject") -> int:
    from proposals.coauthors import signing

    proposal = _proposal(subject)
    return proposal.component.config.coauthors_most - signing().filter(proposal=proposal).count()  # type: ignore[no-any-return]


def _belongs(person: "Person", subject: "Subject") -> bool:
    from proposals.coauthors import writes

    return writes(person, _proposal(subject))


def _accept(invitation: "Invitation", person: "Person", at: datetime) -> None:
    from proposals.actions.coauthor import sign_with

    sign_with(invitation, person, at)


def _asks(details: dict[str, Any]) -> str:
    return _("They ask you to sign this proposal with them, as one of its authors.")


COAUTHORS = Purpose(
    name=NAME,
    subject_kind="proposal",
    label=gettext_lazy("You are invited to sign a proposal with its author"),
    may_invite=_may_invite,
    is_open=_is_open,
    room=_room,
    belongs=_belongs,
    accept=_accept,
    joined="proposals.coauthor.joined",
    asks=_asks,
    means=gettext_lazy(
        "If you accept, everybody reads your public name beside the author's. You can edit the text while it can be "
        "edited, and you hear what the author hears. It does not count among the proposals that you can make, and you "
        "can leave at any time."
    ),
    invite_path=lambda subject: f"{subject.path}autores/",
)
