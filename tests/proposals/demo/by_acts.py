"""Does a plan of the large sample city through the acts, one by one, as people would."""

from typing import Any

from participation.comments.actions import comment_on
from participation.contribution import CAPTURED
from participation.follows.actions import follow
from participation.models import Comment, Person
from participation.people.actions import open_account
from participation.people.contacts import Contact
from participation.verification.actions import verify_at_counter
from proposals.actions import submit_proposal, support_proposal
from proposals.demo.bulk.plan import Account, Backing, Check, Idea, Interest, Plan, Remark
from proposals.models import Proposal


class ByActs:
    """Walks through a plan; any act that the rules deny raises."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.people: dict[int, Person] = {len(plan.accounts) + n: person for n, person in enumerate(plan.known)}
        self.proposals: dict[int, Proposal] = {}
        self.remarks: dict[int, Comment] = {}

    def do(self) -> None:
        for place, step in self.plan.steps():
            getattr(self, type(step).__name__.lower())(place, step)

    def _captured(self, channel: str) -> dict[str, Any]:
        return {"channel": channel, "captured_by": self.plan.officer if channel in CAPTURED else None}

    def account(self, place: int, step: Account) -> None:
        contact = Contact("email", step.email)
        self.people[place] = open_account(contact=contact, name=step.name, lang="es-mx", at=step.at, is_sample=True)

    def check(self, place: int, step: Check) -> None:
        verify_at_counter(
            person=self.people[step.who],
            document=step.document,
            birth_date=step.born,
            territory=step.home,
            by=self.plan.counter,
            at=step.at,
        )

    def idea(self, place: int, step: Idea) -> None:
        self.proposals[place] = submit_proposal(
            component=step.component,
            title=step.title,
            body=step.body,
            by=self.people[step.who],
            at=step.at,
            territory=step.place,
            latitude=step.latitude,
            longitude=step.longitude,
            address=step.address,
            tags=step.tags,
            is_sample=True,
            **self._captured(step.channel),
        )

    def backing(self, place: int, step: Backing) -> None:
        support_proposal(
            proposal=Proposal.objects.get(pk=self.proposals[step.idea].pk),
            by=self.people[step.who],
            at=step.at,
            **self._captured(step.channel),
        )

    def remark(self, place: int, step: Remark) -> None:
        self.remarks[place] = comment_on(
            subject=self.proposals[step.idea].subject,
            text=step.text,
            by=self.people[step.who],
            at=step.at,
            parent=self.remarks[step.parent] if step.parent is not None else None,
            stance=step.stance,
            **self._captured(step.channel),
        )

    def interest(self, place: int, step: Interest) -> None:
        subject = step.subject or self.proposals[step.idea].subject
        follow(subject=subject, by=self.people[step.who], at=step.at)
