"""What the page of a proposal says of changes proposed to it: how many wait, who is credited."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from participation.access.verdict import Verdict
from participation.models import Person
from participation.stored import StoredQuery
from proposals.amendments import policies
from proposals.coauthors import NAMED
from proposals.models import Amendment, AmendmentState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from proposals.models import Proposal

MOST = 200


@dataclass(frozen=True, slots=True)
class Changes:
    """How many changes there are, how many wait, who proposed those that are in the text."""

    total: int
    waiting: int
    credited: tuple[str, ...]
    verdict: Verdict


def changes(proposal: "Proposal", person: "Person | None", at: datetime) -> Changes | None:
    """Return what the page says; None, and no query, where the call takes no changes."""
    if not proposal.component.config.amendments_allowed or proposal.body_is_html:
        return None
    rows = list(_rows(proposal.pk))
    accepted = [named for state, *named in rows if state == AmendmentState.ACCEPTED]
    names = [Person(**dict(zip(NAMED, named, strict=True))).public_name for named in accepted]
    waiting = sum(state == AmendmentState.OPEN for state, *_named in rows)
    verdict = policies.may_amend(person, proposal, at=at)
    return Changes(len(rows), waiting, tuple(dict.fromkeys(names)), verdict)


@StoredQuery
def _rows(proposal: int) -> "QuerySet":
    rows = Amendment.objects.filter(proposal=proposal, subject__state="published").order_by("at", "pk")
    return rows.values_list("state", *(f"author__{name}" for name in NAMED))[:MOST]
