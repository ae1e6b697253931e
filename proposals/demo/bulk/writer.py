"""Writes a plan in bulk: the same rows that the acts would write, in the same order, in one transaction.

What the acts compute is computed by the same functions (contents, search, summaries, versions, hashes, days of answer);
what they count one by one is counted here and written once. A test holds the equality, row by row.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from participation.contribution import CAPTURED
from participation.folios.codes import make_code
from participation.models import (
    Comment,
    Event,
    Folio,
    Follow,
    Identity,
    IdentityKey,
    Person,
    Response,
    Subject,
    SubjectCount,
    SubjectState,
    Verification,
    Version,
)
from participation.people.actions import clean_name
from participation.search.text import search_vector
from participation.subjects.actions import bump_counts
from participation.verification.identity import clean_document, document_kind
from participation.verification.pepper import digester
from participation.workdays import local_day
from processes.models import Component
from proposals.actions.common import answer_due_on
from proposals.content import check_content, content, search_text, summary_of, version_data
from proposals.demo.bulk.copy import Buffers, Keys
from proposals.demo.bulk.log import Log
from proposals.demo.bulk.notices import Notices
from proposals.demo.bulk.plan import Account, Backing, Check, Idea, Interest, Plan, Remark
from proposals.demo.bulk.progress import Progress
from proposals.models import Proposal, ProposalCount, Support
from proposals.states import ProposalState

SUBJECTS = 500


class Writer:
    """Walks through a plan once and writes its rows; ``proposals`` are those that it made, as the plan lists them."""

    def __init__(self, plan: Plan, *, at: datetime, dice: Random, progress: Progress) -> None:
        self.plan, self.dice, self.progress = plan, dice, progress
        self.rows, self.keys = Buffers(), Keys(len(plan))
        self.log = Log(self.rows, at)
        self.notices = Notices(self.rows, self.keys, at)
        self.people = [0] * len(plan.accounts) + [person.pk for person in plan.known]
        self.homes = self._residences()
        self.seal: Callable[[str, str], str]
        self.proposals: list[Proposal] = [Proposal()] * len(plan.ideas)
        self.remarks: list[Comment] = [Comment()] * len(plan.remarks)
        self.replies = self._replies()
        self.supports = Counter[int]()
        self.counts: dict[int, Counter[str]] = defaultdict(Counter)
        self.subjects: list[Subject] = []

    def write(self) -> None:
        """Write everything, or nothing."""
        with transaction.atomic():
            self.seal = digester(hold=True)
            self.progress.begin("Writing what they do", len(self.plan))
            for place, step in self.plan.steps():
                self._step(place, step)
                self.progress.step()
            self._write_counts()
            self.rows.flush()
            self._write_subjects()
            self.progress.end()
            self.progress.begin("Notifications")
            self.notices.write()
            self.rows.flush()
            self.progress.end()
            self.progress.begin(f"Numbering {self.log.count:,} entries of the log")
            self.log.number()
            self.progress.end()

    def _step(self, place: int, step: Any) -> None:
        match step:
            case Account():
                self._account(place, step)
            case Check():
                self._check(step)
            case Idea():
                self._idea(place, step)
            case Backing():
                self._backing(step)
            case Remark():
                self._remark(place, step)
            case Interest():
                self._interest(step)

    def _captured_by(self, channel: str) -> int | None:
        return self.plan.officer.pk if channel in CAPTURED else None

    def _uuid(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128), version=4)

    def _residences(self) -> dict[int, int]:
        """Return where those live who were here before, as their verifications say."""
        places = {person.pk: len(self.plan.accounts) + number for number, person in enumerate(self.plan.known)}
        in_force = Verification.objects.filter(person__in=places, revoked_at=None, territory__isnull=False)
        return {places[person]: home for person, home in in_force.values_list("person", "territory")}

    # --- People --------------------------------------------------------------------------------------------------------

    def _account(self, place: int, step: Account) -> None:
        """As ``people.actions.open_account``."""
        person = Person(
            pk=self.keys.next(Person),
            key=self._uuid(),
            email=step.email,
            name=clean_name(step.name),
            lang="es-mx",
            is_sample=True,
            joined_at=timezone.now(),  # as the field itself does where a person is saved
        )
        person.set_unusable_password()
        self.people[place] = person.pk
        self.rows.add(person)
        self.rows.add(EmailAddress(pk=self.keys.next(EmailAddress), user_id=person.pk, email=step.email, primary=True))
        payload = {"person": person.pk, "by": "email"}
        self.log.record("people.account.opened", subject=None, by=person.pk, at=step.at, payload=payload)

    def _check(self, step: Check) -> None:
        """As ``verification.actions.verify_at_counter``."""
        person = self.people[step.who]
        number = clean_document(step.document)
        kind = document_kind(number)
        identity = Identity(pk=self.keys.next(Identity), at=step.at)
        digest = self.seal(kind, number)
        key = IdentityKey(pk=self.keys.next(IdentityKey), identity=identity, kind=kind, digest=digest, at=step.at)
        self.rows.add(identity)
        self.rows.add(key)
        row = Verification(
            pk=self.keys.next(Verification),
            person_id=person,
            identity=identity,
            key=key,
            method="counter",
            confirmed={"counter": None},
            birth_date=step.born,
            territory=step.home,
            verified_by=self.plan.counter,
            at=step.at,
        )
        self.homes[step.who] = step.home.pk
        self.rows.add(row)
        payload = {"verification": row.pk, "person": person, "method": "counter"}
        event = self.log.record(
            "verification.person.verified",
            subject=None,
            by=self.plan.counter.pk,
            at=step.at,
            payload=payload,
            told=True,
        )
        self.notices.of_account(event, person)

    # --- Proposals -----------------------------------------------------------------------------------------------------

    def _idea(self, place: int, step: Idea) -> None:
        """As ``proposals.actions.submit_proposal`` in a call whose proposals are published at once."""
        value = content(
            title=step.title,
            body=step.body,
            territory=step.place,
            latitude=step.latitude,
            longitude=step.longitude,
            address=step.address,
            tags=step.tags,
            lang="es",
        )
        check_content(value, step.component)
        proposal = Proposal(
            pk=self.keys.next(Proposal),
            component=step.component,
            author_id=self.people[step.who],
            state=ProposalState.PUBLISHED,
            created_at=step.at,
            published_at=step.at,
            channel=step.channel,
            captured_by_id=self._captured_by(step.channel),
            act_id=self._uuid(),
            random_key=self.dice.random(),
            is_sample=True,
            **value.fields(),
        )
        proposal.subject = self._subject(proposal)
        proposal.subject_id = proposal.subject.pk
        self.proposals[place] = proposal
        self.rows.add(proposal)
        folio = make_code(local_day(step.at).year)
        self.rows.add(Folio(pk=self.keys.next(Folio), subject_id=proposal.subject_id, code=folio, given_at=step.at))
        self._version(proposal)
        if step.component.config.answer_rule == "all":
            self._owe(proposal, step.at)
        event = self._record("published", proposal, proposal.author_id, step.at, told=True)
        self.notices.of_proposal(event, step.component)

    def _subject(self, proposal: Proposal) -> Subject:
        parent = proposal.component.subject
        summary = summary_of(proposal)
        subject = Subject(
            pk=self.keys.next(Subject),
            kind="proposal",
            title=proposal.title,
            summary=summary,
            path=f"/propuestas/{proposal.pk}/",
            lang=proposal.lang,
            state=SubjectState.PUBLISHED,
            parent=parent,
            ancestors=[*parent.ancestors, parent.pk],
            territory=proposal.territory,
            published_at=proposal.published_at,
            updated_at=proposal.published_at,
            search=search_vector(title=proposal.title, summary=summary, text=search_text(proposal)),
        )
        self.subjects.append(subject)
        return subject

    def _version(self, proposal: Proposal) -> None:
        """As ``versions.actions.add_version`` for the first version."""
        self.rows.add(
            Version(
                pk=self.keys.next(Version),
                subject_id=proposal.subject_id,
                number=1,
                data=version_data(proposal),
                by_id=proposal.author_id,
                at=proposal.published_at,
            )
        )

    def _owe(self, proposal: Proposal, at: datetime) -> None:
        """As ``owe_answer`` and ``responses.actions.owe_response``."""
        component: Component = proposal.component
        office = component.config.response_institution or component.process.institution_id
        due = answer_due_on(component, at)
        row = Response(
            pk=self.keys.next(Response),
            subject_id=proposal.subject_id,
            institution_id=office,
            due_on=due,
            owed_since=at,
        )
        self.rows.add(row)
        self.log.record(
            "participation.response.owed",
            subject=proposal.subject_id,
            by=None,
            at=at,
            changes=[("responses", row.pk)],
            payload={"institution": office, "due_on": due.isoformat()},
        )

    def _backing(self, step: Backing) -> None:
        """As ``proposals.actions.support_proposal``."""
        proposal, person = self.proposals[step.idea], self.people[step.who]
        self.rows.add(
            Support(
                pk=self.keys.next(Support),
                proposal_id=proposal.pk,
                person_id=person,
                component_id=proposal.component_id,
                territory_id=self.homes.get(step.who),
                at=step.at,
                channel=step.channel,
                captured_by_id=self._captured_by(step.channel),
            )
        )
        self._record("supported", proposal, person, step.at)
        self.supports[step.idea] += 1
        settings = self._settings(proposal)
        if settings.answer_rule == "threshold" and self.supports[step.idea] == max(settings.threshold, 1):
            self._owe(proposal, step.at)

    def _settings(self, proposal: Proposal) -> Any:
        if not hasattr(proposal.component, "known_config"):
            proposal.component.known_config = proposal.component.config  # type: ignore[attr-defined]
        return proposal.component.known_config  # type: ignore[attr-defined]

    def _record(self, what: str, proposal: Proposal, by: int | None, at: datetime, *, told: bool = False) -> Event:
        return self.log.record(
            f"proposals.proposal.{what}",
            subject=proposal.subject_id,
            by=by,
            at=at,
            payload={"proposal": proposal.pk, "component": proposal.component_id},
            told=told,
        )

    # --- Comments and follows -------------------------------------------------------------------------------------------

    def _replies(self) -> Counter[int]:
        """Return how many replies each first comment of the plan gets, at any depth."""
        roots: list[int] = []
        found = Counter[int]()
        for place, remark in enumerate(self.plan.remarks):
            roots.append(place if remark.parent is None else roots[remark.parent])
            if remark.parent is not None:
                found[roots[place]] += 1
        return found

    def _remark(self, place: int, step: Remark) -> None:
        """As ``comments.actions.comment_on``."""
        proposal, person = self.proposals[step.idea], self.people[step.who]
        parent = self.remarks[step.parent] if step.parent is not None else None
        row = Comment(
            pk=self.keys.next(Comment),
            subject_id=proposal.subject_id,
            parent_id=parent.pk if parent else None,
            root_id=(parent.root_id or parent.pk) if parent else None,
            depth=parent.depth + 1 if parent else 0,
            author_id=person,
            text=step.text,
            stance=step.stance,
            at=step.at,
            thread_count=self.replies[place],
            act_id=self._uuid(),
            channel=step.channel,
            captured_by_id=self._captured_by(step.channel),
        )
        self.remarks[place] = row
        self.rows.add(row)
        event = self.log.record(
            "participation.comment.made",
            subject=proposal.subject_id,
            by=person,
            at=step.at,
            changes=[("comments", row.pk)],
            payload={"comment": row.pk, "parent": row.parent_id, "root": row.root_id, "author": person},
            told=True,
        )
        self.notices.of_comment(event, replied=parent.author_id if parent else None, author=proposal.author_id)
        counts = self.counts[proposal.subject_id]
        counts["comments"] += 1
        if parent is None:
            counts[f"comments_{step.stance}"] += 1

    def _interest(self, step: Interest) -> None:
        """As ``follows.actions.follow``."""
        subject = step.subject.pk if step.subject else self.proposals[step.idea or 0].subject_id
        person = self.people[step.who]
        self.rows.add(Follow(pk=self.keys.next(Follow), subject_id=subject, person_id=person, at=step.at))
        self.log.record("participation.subject.followed", subject=subject, by=person, at=step.at)
        self.counts[subject]["follows"] += 1

    # --- What comes last -------------------------------------------------------------------------------------------------

    def _write_counts(self) -> None:
        """Write the counters: of what is new as rows, of what was there before as steps."""
        for place, proposal in enumerate(self.proposals):
            counted = dict(self.counts.pop(proposal.subject_id, {}))
            self.rows.add(SubjectCount(subject_id=proposal.subject_id, **counted))
            self.rows.add(
                ProposalCount(
                    proposal_id=proposal.pk, component_id=proposal.component_id, supports=self.supports[place]
                )
            )
        for subject, counted in self.counts.items():
            bump_counts(subject_id=subject, **counted)

    def _write_subjects(self) -> None:
        """Write the subjects with the expression of the search column, which only INSERT can compute."""
        Subject.objects.bulk_create(self.subjects, batch_size=SUBJECTS)  # writes: sample rows, in bulk
