"""Who does what in a process: which duties nobody has, and which ones a single person must not hold alone.

Three people are enough for a process if they are the right three. What is missing is said before publishing, with what
will go wrong; nothing is blocked by it, since a town hall knows its people better than we do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from participation.access import roles
from participation.access.models import Role, RoleKind, TwoPeople
from participation.web.office import WaitingItem
from processes.kinds import get_kind
from processes.models import Process
from processes.review import Finding

if TYPE_CHECKING:
    from participation.models import Person

MOST = 50  # of the newest: whoever leads more of them at once has the desk of teams


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that somebody must do in a process.

    ``wrong`` says what will happen while it is missing, ``shares`` whether one person may hold it together with
    others. ``kind`` is the role that mends it, ``asleep`` who holds it without a second step.
    """

    code: str
    title: Any
    why: Any
    wrong: Any
    shares: Any
    kind: str
    holders: tuple[str, ...]
    asleep: tuple[str, ...]
    least: int
    grant: str

    @property
    def missing(self) -> bool:
        """Tell whether too few people hold it."""
        return len(self.holders) < self.least


@dataclass(frozen=True, slots=True)
class Held:
    """A role in force that counts somewhere: who, which, over what, and whether it sleeps."""

    person: int
    name: str
    kind: str
    scope: int | None
    asleep: bool


def team_of(process: Process, *, two: bool | None = None, held: Sequence[Held] | None = None) -> list[Duty]:
    """Return the duties of a process in the order in which they come up. Who has read what is shared hands it over."""
    if held is None:
        held = roles_over([process])
    if two is None:
        two = TwoPeople.objects.exists()
    kinds = [get_kind(component.kind) for component in process.components.all()]
    takes_part, owes = any(kind.acts for kind in kinds), any(kind.owes_answers for kind in kinds)
    places = {None, process.subject_id, *process.subject.ancestors}
    here = [role for role in held if role.scope in places]
    found = [_steward(process, here)]
    if takes_part:
        found += [_moderator(process, here), _appeals(process, here)]
    if owes:
        found += [_router(process, here), _evaluator(process, here)]
    if two:
        found.append(_second(process, here))
    return found


def lacking(process: Process, **shared: Any) -> list[Duty]:
    """Return the duties that too few people hold."""
    return [duty for duty in team_of(process, **shared) if duty.missing]


def team_findings(process: Process) -> list[Finding]:
    """Return what is missing in the team as warnings, each with what will go wrong."""
    return [Finding("warning", f"team_{duty.code}", f"{duty.title}: {duty.wrong}") for duty in lacking(process)]


def incomplete(processes: Iterable[Process]) -> list[tuple[Process, list[Duty]]]:
    """Return the processes whose team lacks something, with what; two queries however many there are."""
    rows = list(processes)
    if not rows:
        return []
    two, held = TwoPeople.objects.exists(), roles_over(rows)
    found = ((process, lacking(process, two=two, held=held)) for process in rows)
    return [(process, duties) for process, duties in found if duties]


def staffed(person: "Person") -> Any:
    """Return the processes that the person leads and that are not over: those whose team is looked at."""
    rows: Any = Process.objects
    mine = rows.workable_by(person, roles.STEWARDS).exclude(state="closed").select_related("subject")
    return mine.defer("subject__search").prefetch_related("components")


def teams_waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Say in how many of a steward's processes somebody is missing."""
    if roles.scopes(person, roles.STEWARDS) == set():
        return []
    found = incomplete(staffed(person).order_by("-created_at", "-pk")[:MOST])
    note = f"{found[0][0].title}: {found[0][1][0].title}" if found else ""
    label = _("Processes in which somebody is missing in the team")
    return [WaitingItem(label, len(found), reverse("processes:teams"), note)]


def roles_over(processes: Sequence[Process]) -> list[Held]:
    """Return the roles in force over some processes, what lies above them, or the installation, in one query."""
    places = {place for process in processes for place in (process.subject_id, *process.subject.ancestors)}
    kinds = roles.STEWARDS | roles.MODERATORS | roles.EVALUATORS | roles.ROUTERS
    rows = Role.objects.filter(
        Q(scope__in=places) | Q(scope__isnull=True), kind__in=kinds, ended_at__isnull=True, person__is_active=True
    ).annotate(second=roles.second_step_of("person_id"))
    needs = settings.AZOTEA_OFFICIALS_SECOND_STEP
    return [
        Held(role.person_id, role.person.public_name, role.kind, role.scope_id, needs and not role.second)
        for role in rows.select_related("person").order_by("person__name", "pk")
    ]


def _duty(process: Process, here: Sequence[Held], kinds: set[str], kind: RoleKind, **words: Any) -> Duty:
    awake: dict[int, str] = {}
    asleep: dict[int, str] = {}
    for role in here:
        if role.kind in kinds:
            (asleep if role.asleep else awake)[role.person] = role.name
    query = urlencode({"kind": kind.value, "scope": process.subject_id})
    return Duty(
        kind=kind.value,
        holders=tuple(awake.values()),
        asleep=tuple(asleep.values()),
        least=words.pop("least", 1),
        grant=f"{reverse('admin:participation_role_add')}?{query}",
        **words,
    )


def _steward(process: Process, here: Sequence[Held]) -> Duty:
    return _duty(
        process,
        here,
        roles.STEWARDS,
        RoleKind.STEWARD,
        code="steward",
        title=_("Leads the process"),
        why=_("Changes dates and texts, publishes the answers, closes the process and says what came of it."),
        wrong=_("nobody can change a date, publish an answer or close it; it will stay as it is."),
        shares=_("The same person may do everything else, except what needs a second one."),
    )


def _moderator(process: Process, here: Sequence[Held]) -> Duty:
    return _duty(
        process,
        here,
        roles.MODERATORS,
        RoleKind.MODERATOR,
        code="moderator",
        title=_("Decides on reports"),
        why=_("Reads what people report and decides whether it stays."),
        wrong=_("reports will pile up without an answer, and what breaks the rules stays in view."),
        shares=_("Whoever leads the process may do it too."),
    )


def _appeals(process: Process, here: Sequence[Held]) -> Duty:
    return _duty(
        process,
        here,
        roles.MODERATORS,
        RoleKind.MODERATOR,
        code="appeals",
        title=_("Decides on appeals"),
        why=_("Looks again at what was hidden. Whoever hid it cannot do this."),
        wrong=_(
            "two people must be able to moderate: whoever hid something never decides its appeal, so it would wait."
        ),
        shares=_("Never the person who made the decision: at least two people."),
        least=2,
    )


def _router(process: Process, here: Sequence[Held]) -> Duty:
    return _duty(
        process,
        here,
        roles.ROUTERS,
        RoleKind.ROUTER,
        code="router",
        title=_("Sends what comes in to the office that must answer"),
        why=_("What people hand in is owed an answer."),
        wrong=_("what comes in will wait at the front desk until its date has passed."),
        shares=_("Whoever leads the process may do it too."),
    )


def _evaluator(process: Process, here: Sequence[Held]) -> Duty:
    return _duty(
        process,
        here,
        roles.EVALUATORS,
        RoleKind.EVALUATOR,
        code="evaluator",
        title=_("Prepares the answers"),
        why=_("Writes the verdict with its reasons, for whoever leads the process to publish."),
        wrong=_("nobody writes the answers, and everybody will see on the page that they are late."),
        shares=_("Whoever leads the process may do it too. Two pairs of eyes make better answers."),
    )


def _second(process: Process, here: Sequence[Held]) -> Duty:
    return _duty(
        process,
        here,
        roles.STEWARDS,
        RoleKind.STEWARD,
        code="second",
        title=_("Confirms what needs two people"),
        why=_("This platform asks for a second person for some acts, such as changing dates."),
        wrong=_("two people must lead the process: what one proposes, another has to confirm, or it lapses."),
        shares=_("Never whoever proposed it: at least two people."),
        least=2,
    )
