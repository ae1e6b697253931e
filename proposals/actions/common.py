"""Steps that the acts share; none is an act of its own and none records an event."""

import uuid
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from participation.models import Institution, Organisation, Person, SubjectState
from participation.responses.actions import owe_response
from participation.subjects.actions import create_subject, update_subject
from participation.versions.actions import add_version
from participation.workdays import after_working_days, days_off, local_day
from processes.policies import openings_of
from proposals.coauthors import is_coauthor
from proposals.content import Content, search_text, summary_of, version_data
from proposals.models import Proposal, ProposalCount
from proposals.settings import CallSettings
from proposals.states import TRANSITIONS, ProposalState

if TYPE_CHECKING:
    from processes.models import Component


def lock_person(person: Person) -> None:
    """Hold the person's row until the commit: limits per person count while nobody else counts for them."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)


def locked(proposal: Proposal) -> Proposal:
    """Return the proposal as it is now, held until the commit, so that two changes of state cannot cross."""
    return (
        Proposal.objects.select_for_update(no_key=True, of=("self",))
        .select_related("subject", "component__process", "component__subject", "author", "organisation", "territory")
        .select_related("institution__subject")
        .get(pk=proposal.pk)
    )


def make_proposal(
    *,
    component: "Component",
    content: Content,
    author: Person | None,
    at: datetime,
    channel: str,
    captured_by: Person | None,
    act_id: uuid.UUID | None = None,
    is_sample: bool = False,
    body_is_html: bool = False,
    organisation: Organisation | None = None,
    institution: Institution | None = None,
) -> Proposal:
    """Write the rows of a new draft: subject, proposal, counter."""
    subject = create_subject(
        kind="proposal",
        title=content.title,
        path="",
        at=at,
        parent=component.subject,
        lang=content.lang,
        territory=content.territory,
    )
    proposal = Proposal.objects.create(
        subject=subject,
        component=component,
        author=author,
        organisation=organisation,
        institution=institution,
        created_at=at,
        channel=channel,
        captured_by=captured_by,
        act_id=act_id or uuid.uuid4(),
        is_sample=is_sample,
        body_is_html=body_is_html,
        **content.fields(),
    )
    ProposalCount.objects.create(proposal=proposal, component=component)
    update_subject(subject=subject, at=at, path=f"/propuestas/{proposal.pk}/")
    return proposal


def write_content(proposal: Proposal, content: Content, at: datetime) -> None:
    """Write the text and place, and keep the subject's copies true."""
    for name, value in content.fields().items():
        setattr(proposal, name, value)
    proposal.save()
    refresh_subject(proposal, at)


def refresh_subject(proposal: Proposal, at: datetime, **fields: object) -> None:
    """Copy what the subject repeats: title, summary, place, language, search."""
    update_subject(
        subject=proposal.subject,
        at=at,
        title=proposal.title,
        summary=summary_of(proposal),
        territory=proposal.territory,
        lang=proposal.lang,
        text=search_text(proposal),
        **fields,
    )


def change_state(proposal: Proposal, state: ProposalState) -> None:
    """Take one of the steps that states.TRANSITIONS allows. Raises ValueError for any other: policies come first."""
    if state not in TRANSITIONS[proposal.state]:
        raise ValueError(f"a proposal does not go from {proposal.state} to {state}")
    proposal.state, proposal.step = state, ""  # a step of the call lies within one state


def make_public(proposal: Proposal, *, by: Person | None, at: datetime) -> None:
    """Publish the rows of a proposal: state, subject, first version, and the answer that its call owes to it."""
    change_state(proposal, ProposalState.PUBLISHED)
    proposal.published_at = at
    proposal.save()
    refresh_subject(proposal, at, state=SubjectState.PUBLISHED)
    add_version(subject=proposal.subject, data=version_data(proposal), by=named_by(proposal, by), at=at)
    owe_answer(proposal, supports=0, at=at)


def named_by(proposal: Proposal, by: Person | None) -> Person | None:
    """Return whom the history names as who wrote: nobody where they wrote for an organisation or institution."""
    if proposal.institution_id is not None:
        return None
    if proposal.organisation_id is None or by is None or is_coauthor(by, proposal):
        return by
    return None


def in_name_of(proposal: Proposal) -> dict[str, int]:
    """Return what an event's payload says so that it names nobody who acted in the name of an organisation."""
    return {"organisation": proposal.organisation_id} if proposal.organisation_id is not None else {}


def owe_answer(proposal: Proposal, *, supports: int, at: datetime) -> None:
    """Write down that an answer is owed, where the call's rule says so."""
    settings: CallSettings = proposal.component.config
    if proposal.institution is not None:  # who proposes before deciding owes the decision, whatever the call's rule
        due = answer_due_on(proposal.component, at)
        owe_response(subject=proposal.subject, at=at, institution=proposal.institution, due_on=due)
        return
    if settings.answer_rule == "none" or (settings.answer_rule == "threshold" and supports < settings.threshold):
        return
    institution = proposal.component.process.institution
    if settings.response_institution:
        institution = Institution.objects.filter(pk=settings.response_institution).first() or institution
    owe_response(subject=proposal.subject, at=at, institution=institution, due_on=answer_due_on(proposal.component, at))


def answer_due_on(component: "Component", at: datetime) -> date:
    """Return the day by which an answer is owed: so many days after now or after the call's last closing.

    A permanent call promises working days from the day of handing in. The day stands once it is promised, also where
    dates of phases or days off change afterwards.
    """
    if component.config.answer_working_days:
        return after_working_days(local_day(at), component.config.answer_working_days, days_off())
    closings = [each.phase.closes_at for each in openings_of(component) if each.act in {"propose", "support"}]
    last = max([at, *(closing for closing in closings if closing is not None)])
    zone = ZoneInfo(component.process.time_zone)
    return (last + timedelta(days=component.config.answer_due_days)).astimezone(zone).date()
