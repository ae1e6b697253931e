"""What co-creation registers."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from participation.access import roles
from participation.announcements.segments import lies_in, register_taking_part
from participation.moderation.registry import Written, register_written
from participation.people.api_acts import ApiAct, register_api_acts
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.privacy.participations import Line, ParticipationKind, register_participation
from participation.responses.registry import Answerable, register_answerable
from participation.subjects.registry import SubjectKind, register_kind
from participation.web.office import WaitingItem, register_waiting
from processes.agreements.registry import AgreementParent, register_agreement_parent
from processes.cocreation import events
from processes.kinds import register_component_kind

if TYPE_CHECKING:
    from participation.access.verdict import Verdict
    from participation.models import Person, Subject

MINE = ("id", "component__title", "text", "theme", "nameless", "channel", "state", "created_at")


def _written(found: list[Any]) -> Iterable[Written]:
    """Return the texts behind events, for whoever looks for repetition and advertising."""
    from processes.models import Contribution

    for row in Contribution.objects.filter(subject__in={event.subject_id for event in found}, is_sample=False):
        if row.author_id is not None and row.captured_by_id is None:
            yield Written(row.subject_id, None, row.author_id, row.text, row.published_at or row.created_at)


def _prefetch(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from processes.models import Contribution

    rows = Contribution.objects.for_cards().filter(subject__in=[subject.pk for subject in subjects])
    return {row.subject_id: row for row in rows}


def _on_hidden(subject: "Subject", hidden: bool, by: Any, at: datetime) -> None:
    from processes.cocreation.actions.contributions import count_hidden
    from processes.models import Contribution

    row = Contribution.objects.select_related("component__subject").get(subject=subject)
    count_hidden(contribution=row, by=by, at=at)


def _prefetch_clusters(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from processes.models import Cluster

    rows = Cluster.objects.filter(subject__in=[subject.pk for subject in subjects])
    return {row.subject_id: row for row in rows}


def _prefetch_trees(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from processes.models import ProblemTree

    rows = ProblemTree.objects.filter(subject__in=[subject.pk for subject in subjects])
    return {row.subject_id: row for row in rows}


def _prefetch_solutions(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from processes.models import Solution

    rows = Solution.objects.filter(subject__in=[subject.pk for subject in subjects])
    return {row.subject_id: row for row in rows}


def _may_comment_on_tree(person: "Person | None", subject: "Subject", *, at: datetime) -> "Verdict":
    from processes.cocreation.policies import may_comment_on_tree

    return may_comment_on_tree(person, subject.problem_tree, at=at)


def _gather_trees(subjects: "list[Subject]", person: "Person") -> None:
    """Bring the trees of many subjects with their activities and processes."""
    from processes.models import ProblemTree

    rows = ProblemTree.objects.filter(subject__in=subjects).select_related("component__process__subject")
    found = {row.subject_id: row for row in rows}
    for subject in subjects:
        subject.problem_tree = found[subject.pk]


def _waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return the contributions that wait for moderation, and those that are in no cluster yet."""
    from processes.cocreation.queue import pending, unsorted

    found = []
    if roles.scopes(person, roles.MODERATORS) != set():
        to_read = reverse("cocreation:to-read")
        found.append(WaitingItem(_("Contributions to publish"), pending(person), to_read))
    if roles.scopes(person, roles.EVALUATORS) != set():
        desk = reverse("cocreation:desk")
        found.append(WaitingItem(_("Contributions in no cluster yet"), unsorted(person), desk))
    return found


def contributed(subject_id: int) -> Exists:
    """Return those who contributed within a subject."""
    from processes.models import Contribution

    rows = Contribution.objects.filter(lies_in("subject", subject_id), author=OuterRef("pk"), state="published")
    return Exists(rows)


def _mine(person: "Person") -> QuerySet:
    from processes.models import Contribution

    return Contribution.objects.filter(author=person).select_related("subject")


def _line(row: Any) -> Line:
    return Line(row.subject.title, row.subject.path, row.created_at, row.get_state_display())


def _my_data(person: "Person") -> Iterable[Mapping[str, Any]]:
    return _mine(person).order_by("pk").values(*MINE).iterator(chunk_size=500)


def register() -> None:
    """Called once by ``processes.registrations``."""
    from processes.cocreation import capturing, datasets, notices, sharing
    from processes.cocreation.answering import answer_contributions, ready_to_answer
    from processes.cocreation.kind import KIND

    register_component_kind(KIND)
    _register_subjects()
    events.register()
    notices.register()
    datasets.register()
    sharing.register()
    capturing.register()
    register_answerable(
        "cluster",
        Answerable(ready=ready_to_answer, on_published=answer_contributions, on_corrected=answer_contributions),
    )
    register_api_acts(ApiAct("contributions.contribute", _("Hand in contributions")))
    register_written(_written, events.CONTRIBUTED, events.HANDED_IN)
    register_waiting(_waiting)
    register_taking_part(contributed)
    register_participation(
        ParticipationKind(
            "contributions",
            _("Contributions that I handed in"),
            _mine,
            _line,
            ("-created_at", "-pk"),
            26,
            subject="subject",
        )
    )
    register_personal_data(PersonalTable("contributions", _("Contributions that I handed in"), MINE, _my_data))


def _register_subjects() -> None:
    register_kind(
        SubjectKind(
            name="contribution",
            label=_("contribution"),
            label_plural=_("contributions"),
            model="processes.Contribution",
            may_follow=False,
            may_flag=True,
            prefetch=_prefetch,
            dataset="contributions",
            on_hidden=_on_hidden,
        )
    )
    register_kind(
        SubjectKind(
            name="cluster",
            label=_("cluster of contributions"),
            label_plural=_("clusters of contributions"),
            model="processes.Cluster",
            prefetch=_prefetch_clusters,
            dataset="clusters",
        )
    )
    register_kind(
        SubjectKind(
            name="problem_tree",
            label=_("problem tree"),
            label_plural=_("problem trees"),
            model="processes.ProblemTree",
            comment_policy=_may_comment_on_tree,
            gather=_gather_trees,
            stances=False,
            may_flag=True,
            prefetch=_prefetch_trees,
            dataset="problem_trees",
        )
    )
    register_kind(
        SubjectKind(
            name="solution",
            label=_("option of solution"),
            label_plural=_("options of solution"),
            model="processes.Solution",
            may_flag=True,
            prefetch=_prefetch_solutions,
            dataset="solutions",
        )
    )
    register_agreement_parent(AgreementParent("solution"))
