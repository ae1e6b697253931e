"""What this floor registers."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Verdict
from participation.events.names import EventName, register_events
from participation.imports.frame import register_import_kind
from participation.institutions.sections import Section, register_section
from participation.invitations.registry import register_purpose
from participation.moderation.registry import Written, register_written
from participation.origins.traces import register_trace_source
from participation.people.api_acts import ApiAct, register_api_acts
from participation.people.leaving import register_leaving
from participation.responses.registry import Answerable, register_answerable
from participation.search.results import register_folio
from participation.subjects.registry import SubjectKind, register_kind
from participation.verification.transfers import register_transfer, register_union
from participation.web.office import register_waiting
from processes.kinds import register_component_kind

if TYPE_CHECKING:
    from participation.models import Organisation, Person, Subject


def _may_comment(person: "Person | None", subject: "Subject", *, at: datetime) -> Verdict:
    from proposals.policies import may_comment

    return may_comment(person, subject, at=at)


def _prefetch(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from proposals.models import Proposal

    rows = Proposal.objects.for_listing().filter(subject__in=[subject.pk for subject in subjects])
    return {proposal.subject_id: proposal for proposal in rows}


def _signs(person: "Person", subject: "Subject") -> bool:
    from proposals.coauthors import signs_subject

    return signs_subject(person, subject)


def _proposals_of_organisation(organisation: "Organisation") -> Any:
    from participation.models import Subject

    return Subject.objects.filter(proposal__organisation=organisation)


PROPOSED = Section("organisation-proposals", _("What it proposed"), _proposals_of_organisation, of="organisation")


def _gather(subjects: list["Subject"], person: "Person") -> None:
    from proposals.many import gather_subjects

    gather_subjects(subjects, person)


def _by_number(text: str) -> list[int]:
    """Return the subject of the proposal whose number somebody typed into the search box ("123", "#123")."""
    from proposals.models import Proposal

    number = text.removeprefix("#").strip()
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return []
    return list(Proposal.objects.filter(pk=int(number)).values_list("subject_id", flat=True))


def _answerable(subject: "Subject") -> Verdict:
    from proposals import policies

    return policies.answerable(subject.proposal)


def _in_evaluation(subject: "Subject", at: datetime) -> None:
    from proposals.actions.answer import mark_in_evaluation

    mark_in_evaluation(subject)


def _answered(subject: "Subject", at: datetime) -> None:
    from proposals.actions.answer import mark_answered

    mark_answered(subject)


def proposals_written(events: list[Any]) -> Iterable[Written]:
    """Return the proposals behind events, as they stand, for whoever looks for repetition and advertising."""
    from proposals.models import Proposal

    subjects = {event.subject_id for event in events}
    for row in Proposal.objects.filter(subject__in=subjects, is_sample=False).select_related(None):
        at = row.published_at or row.created_at
        yield Written(row.subject_id, None, row.author_id, f"{row.title}\n{row.body}", at)


EVENTS = (
    EventName("proposals.proposal.drafted", _("A draft was begun"), "person", mine=_("You began a draft")),
    EventName("proposals.proposal.draft_saved", _("A draft was saved"), "person", mine=_("You saved a draft")),
    EventName(
        "proposals.proposal.draft_discarded", _("A draft was thrown away"), "person", mine=_("You threw a draft away")
    ),
    EventName("proposals.proposal.handed_in", _("The proposal was handed in and waits for moderation"), "officials"),
    EventName("proposals.proposal.returned", _("The proposal was returned to its author"), "officials"),
    EventName(
        "proposals.proposal.published",
        _("The proposal was published"),
        "public",
        show_actor=True,
        mine=_("You published the proposal"),
    ),
    EventName("proposals.government.published", _("An institution proposed it, to be debated"), "public"),
    EventName("proposals.step.set", _("The proposal is in another step"), "public"),
    EventName("proposals.step.cleared", _("The proposal is in no step of its own any more"), "public"),
    EventName("proposals.proposal.imported", _("The proposal was brought from another platform"), "public"),
    EventName(
        "proposals.proposal.import_updated",
        _("The imported proposal was brought up to date"),
        "public",
        takes_away=True,
    ),
    EventName(
        "proposals.proposal.edited", _("Its author edited the proposal"), "public", mine=_("You edited your proposal")
    ),
    EventName(
        "proposals.proposal.withdrawn",
        _("Its author withdrew the proposal"),
        "public",
        mine=_("You withdrew your proposal"),
        takes_away=True,
    ),
    EventName(
        "proposals.proposal.undone",
        _("It was taken back: it had been written down by mistake"),
        "public",
        takes_away=True,
    ),
    EventName("proposals.proposal.support_undone", _("A support was taken back that was noted by mistake"), "public"),
    EventName("proposals.proposal.merged", _("The proposal was joined to another"), "public"),
    EventName("proposals.proposal.joined", _("Other proposals were joined to this one"), "public"),
    EventName("proposals.proposal.divided", _("The proposal was divided into parts"), "public"),
    EventName("proposals.proposal.part_published", _("The proposal came of dividing another"), "public"),
    EventName("proposals.proposal.restored", _("The proposal stands by itself again"), "public"),
    EventName(
        "proposals.proposal.separated",
        _("What was joined or divided was put back as it was"),
        "public",
        takes_away=True,
    ),
    EventName(
        "proposals.coauthor.joined",
        _("Somebody signs the proposal with its author"),
        "public",
        show_actor=True,
        mine=_("You sign the proposal with its author"),
    ),
    EventName(
        "proposals.coauthor.left", _("A co-author left"), "public", mine=_("You stopped signing"), takes_away=True
    ),
    EventName(
        "proposals.coauthor.removed",
        _("The author took a co-author off"),
        "public",
        mine=_("You took a co-author off"),
        takes_away=True,
    ),
    EventName("proposals.proposal.handed_over", _("Another of its authors goes on with the proposal"), "public"),
    EventName(
        "proposals.proposal.supported",
        _("Somebody supported the proposal"),
        "public",
        secret=True,
        mine=_("You supported the proposal"),
    ),
    EventName(
        "proposals.proposal.support_withdrawn",
        _("Somebody took a support back"),
        "public",
        secret=True,
        mine=_("You took your support back"),
    ),
)


def _one_voice() -> Any:
    from proposals.actions import one_voice

    return one_voice


def _leave_to_the_others(person: "Person", at: datetime) -> None:
    from proposals.actions.coauthor import hand_over

    hand_over(person=person, at=at)


def register() -> None:
    """Called once by ``apps.ready()``."""
    from proposals import capturing, datasets, groups, notices, office_registrations, privacy, sharing
    from proposals.amendments import registrations as amendments
    from proposals.inviting import COAUTHORS
    from proposals.kind import KIND
    from proposals.traces import proposal_steps
    from proposals.waiting import proposals_waiting

    register_api_acts(
        ApiAct("proposals.submit", _("Hand in proposals")),
        ApiAct("proposals.support", _("Support proposals and take the support back")),
    )
    datasets.register()
    register_events(*EVENTS)
    notices.register()
    groups.register()
    privacy.register()
    capturing.register()
    register_kind(
        SubjectKind(
            name="proposal",
            label=_("proposal"),
            label_plural=_("proposals"),
            model="proposals.Proposal",
            comment_policy=_may_comment,
            may_flag=True,
            signs=_signs,
            prefetch=_prefetch,
            gather=_gather,
            dataset="proposals",
        )
    )
    register_component_kind(KIND)
    register_section(PROPOSED)
    amendments.register()
    sharing.register()
    register_purpose(COAUTHORS)
    register_leaving("coauthors", _leave_to_the_others)
    register_transfer("supports", lambda former, to, at: _one_voice().transfer_supports(former=former, to=to, at=at))
    register_union("supports", lambda accounts, at: _one_voice().unite_supports(accounts=accounts, at=at))
    register_import_kind("decidim:projects", _("projects of a Decidim platform"))
    register_import_kind("decidim:proposals", _("proposals of a Decidim platform"))
    register_answerable(
        "proposal",
        Answerable(
            ready=_answerable,
            on_evaluation=_in_evaluation,
            on_published=_answered,
            beside=office_registrations.beside_the_draft,
        ),
    )
    office_registrations.register()
    register_trace_source("proposal", proposal_steps)
    register_waiting(proposals_waiting)
    register_written(
        proposals_written, "proposals.proposal.published", "proposals.proposal.handed_in", "proposals.proposal.edited"
    )
    register_folio(_by_number)
