"""What proposals know of a person: what they proposed and what they support, for their own eyes and their download."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.privacy.participations import Line, ParticipationKind, register_participation
from participation.subjects.querysets import shown

if TYPE_CHECKING:
    from participation.models import Person
    from proposals.models import Proposal, Support

PROPOSAL = ("id", "title", "body", "state", "territory__name", "latitude", "longitude", "address", "created_at")
COAUTHOR = ("proposal_id", "proposal__title", "at", "ended_at")
SUPPORT = ("proposal_id", "proposal__title", "at", "channel")


def _proposed(person: "Person") -> QuerySet:
    """Return the proposals of which the person is an author, first or with others."""
    from proposals.models import CoAuthor, Proposal

    signed = shown(CoAuthor.objects.filter(person=person), "proposal__subject").values("proposal")
    return Proposal.objects.filter(Q(author=person) | Q(pk__in=signed)).select_related("subject", "organisation")


def _coauthor_rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    from proposals.models import CoAuthor

    return CoAuthor.objects.filter(person=person).order_by("pk").values(*COAUTHOR).iterator(chunk_size=500)


def _proposal_line(proposal: "Proposal") -> Line:
    note = proposal.get_state_display()
    if proposal.organisation is not None:
        note = gettext("%(state)s, in the name of %(name)s") % {"state": note, "name": proposal.organisation.name}
    return Line(proposal.title, proposal.subject.path, proposal.created_at, note)


def _supported(person: "Person") -> QuerySet:
    from proposals.models import Support

    rows = Support.objects.filter(person=person).select_related("proposal__subject")
    return shown(rows, "proposal__subject")


def _support_line(support: "Support") -> Line:
    return Line(support.proposal.title, support.proposal.subject.path, support.at)


def _proposal_rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    from proposals.models import Proposal

    return Proposal.objects.filter(author=person).order_by("pk").values(*PROPOSAL).iterator(chunk_size=500)


def _support_rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    from proposals.models import Support

    return Support.objects.filter(person=person).order_by("pk").values(*SUPPORT).iterator(chunk_size=500)


def register() -> None:
    """Register the kinds of participation and the tables of the download (called once when the apps are ready)."""
    register_participation(
        ParticipationKind(
            "proposals",
            _("What I proposed"),
            _proposed,
            _proposal_line,
            order=("-created_at", "-pk"),
            position=10,
            subject="subject",
        ),
        ParticipationKind(
            "supports", _("What I support"), _supported, _support_line, position=20, subject="proposal__subject"
        ),
    )
    register_personal_data(
        PersonalTable("proposals", _("Proposals"), PROPOSAL, _proposal_rows),
        PersonalTable("coauthors", _("Proposals that I sign with others"), COAUTHOR, _coauthor_rows),
        PersonalTable("supports", _("Support"), SUPPORT, _support_rows),
    )
