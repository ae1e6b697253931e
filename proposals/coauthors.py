"""Who signs a proposal beside its author: reads that policies, pages, notices and datasets share."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from participation.access import roles
from participation.organisations.policies import represents
from proposals.states import ProposalState

if TYPE_CHECKING:
    from participation.models import Person, Subject
    from proposals.models import CoAuthor, Proposal

NAMED = ("name", "erased_at", "name_hidden_at")


@dataclass(frozen=True, slots=True)
class Signer:
    """A co-author as a page names them."""

    pk: int
    name: str


def signing() -> "QuerySet[CoAuthor]":
    """Return the co-authors of today; closed accounts left with their owners."""
    from proposals.models import CoAuthor

    return CoAuthor.objects.filter(ended_at__isnull=True)


def signers_of_row() -> ArraySubquery:
    """Return the expression, over a proposal's row, of who signs it: fetched with the row for its page."""
    names: dict[str, Any] = {name: f"person__{name}" for name in (*NAMED, "key")}
    rows = signing().filter(proposal=OuterRef("pk")).order_by("at", "pk")
    return ArraySubquery(rows.values(signer=JSONObject(pk="person_id", **names)))


def signs_row(me: Any) -> Exists:
    """Return the expression, over a proposal's row, of whether somebody is a co-author."""
    return Exists(signing().filter(proposal=OuterRef("pk"), person=me))


def signers(proposal: "Proposal") -> list[Signer]:
    """Return the co-authors by their public names: as they came with the row, else read once."""
    from participation.models import Person

    found = proposal.__dict__.get("signed_by")
    if found is None:
        rows = signing().filter(proposal=proposal).order_by("at", "pk")
        found = [
            {"pk": pk, **dict(zip(NAMED, values, strict=True))}
            for pk, *values in rows.values_list("person_id", *(f"person__{name}" for name in NAMED))
        ]
        proposal.__dict__["signed_by"] = found
    return [Signer(row["pk"], Person(**{name: row[name] for name in NAMED}).public_name) for row in found]


def is_coauthor(person: "Person", proposal: "Proposal") -> bool:
    """Tell whether somebody is a co-author: as it came with the row or was gathered, else asked."""
    known = proposal.__dict__.get("signed_by_me")
    if known is None and (rows := proposal.__dict__.get("signed_by")) is not None:
        known = any(row["pk"] == person.pk for row in rows)
    if known is None:
        known = signing().filter(proposal=proposal, person=person).exists()
    return bool(known)


def writes(person: "Person", proposal: "Proposal") -> bool:
    """Tell whether somebody is the author or a co-author, or represents the organisation in whose name it stands.

    Whoever wrote it for an organisation that they do not represent any more is not among them.
    """
    if proposal.institution is not None:
        return bool(roles.may_work_as(person, roles.STEWARDS, proposal.institution.subject))
    if proposal.organisation_id is None or proposal.state == ProposalState.DRAFT:
        first = proposal.author_id == person.pk
    else:
        first = represents(person, proposal.organisation_id)
    return first or is_coauthor(person, proposal)


def signs_subject(person: "Person", subject: "Subject") -> bool:
    """Tell the ground floor whether somebody is a co-author of the proposal of a subject."""
    from proposals.models import Proposal

    known = subject.__dict__.get("_proposal") or subject._state.fields_cache.get("proposal")
    if known is None:
        known = Proposal.objects.filter(subject=subject).annotate(signed_by=signers_of_row()).first()
        if known is None:
            return False
        # Kept with the subject, for who asks next; and the other way, lest it be read again.
        subject._state.fields_cache["proposal"], known._state.fields_cache["subject"] = known, subject
    return is_coauthor(person, known)


def gather_signed(proposals: "Iterable[Proposal]", person: "Person") -> None:
    """Note on each of many proposals whether somebody is a co-author: one query."""
    proposals = [proposal for proposal in proposals if "signed_by" not in proposal.__dict__]
    if not proposals:
        return
    theirs = signing().filter(person=person, proposal__in=[proposal.pk for proposal in proposals])
    mine = set(theirs.values_list("proposal", flat=True))
    for proposal in proposals:
        proposal.signed_by_me = proposal.pk in mine  # type: ignore[attr-defined]
