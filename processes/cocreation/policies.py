"""Who may contribute, moderate and withdraw; what is closed is said before what the person lacks."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.access import newcomers, roles
from participation.access.eligibility import asks_verification, check
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.contribution import Channel
from processes.models import Component, Contribution, ContributionState, ProblemTree
from processes.points.policies import captures_for
from processes.policies import is_open

if TYPE_CHECKING:
    from participation.models import Person

COUNTED = (ContributionState.PENDING, ContributionState.PUBLISHED)  # against the limit of a person


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands in an activity, where a list read it for many at once."""

    own: int
    written: int


def may_contribute(person: "Person | None", component: Component, *, at: datetime) -> Verdict:
    """Tell whether the person may hand in one more contribution."""
    return first_denial(
        lambda: is_open(component, "contribute", at),
        lambda: roles.may_take_part(person, at=at),
        lambda: check(component.config.who_may_contribute, person, at=at),
        lambda: _within_limit(person, component),
        lambda: _within_newcomers(person, component, at),
    )


def _within_limit(person: "Person | None", component: Component) -> Verdict:
    limit = component.config.per_person
    if not limit or person is None:
        return ALLOWED
    known: Standing | None = getattr(component, "contributing_here", None)
    rows = component.contributions.filter(author=person, state__in=COUNTED)
    if (rows.count() if known is None else known.own) < limit:
        return ALLOWED
    message = ngettext(
        "You handed in %(n)s contribution, which is the limit here.",
        "You handed in %(n)s contributions, which is the limit here.",
        limit,
    )
    return Denied("contribution_limit", message % {"n": limit})


def _within_newcomers(person: "Person | None", component: Component, at: datetime) -> Verdict:
    since = newcomers.since(person, at) if person is not None else None
    if person is None or since is None:
        return ALLOWED
    known: Standing | None = getattr(component, "contributing_here", None)
    return newcomers.may_write_more("asks", written_since(person, since) if known is None else known.written)


def written_since(person: "Person", since: datetime) -> int:
    """Return how many contributions somebody handed in themselves since a moment."""
    channels = [Channel.WEB, Channel.API]
    return Contribution.objects.filter(author=person, created_at__gte=since, channel__in=channels).count()


def may_write_down(officer: "Person | None", component: Component, *, at: datetime) -> Verdict:
    """Tell whether somebody may write down what others say who give no name.

    Whoever leads the activity may while its process runs; officers of a point while it is open to everybody.
    """
    may = roles.may_work_as(officer, roles.EVALUATORS, component.subject)
    if may:
        return _process_runs(component)
    if not captures_for(officer, component):
        return may
    if asks_verification(component.config.who_may_contribute):
        return Denied("document_needed", _("This asks for verified people: it takes nothing without a document."))
    return is_open(component, "contribute", at)


def _process_runs(component: Component) -> Verdict:
    if component.process.state == "published":
        return ALLOWED
    if component.process.state == "closed":
        return Denied("process_closed", _("This process is closed. What happened in it stays public."))
    return Denied("process_draft", _("This process is still being prepared."))


def may_moderate(person: "Person | None", row: Contribution) -> Verdict:
    """Tell whether the person may publish or return what waits for moderation."""
    waits = row.state == ContributionState.PENDING
    return first_denial(
        lambda: roles.may_work_as(person, roles.MODERATORS, row.subject),
        lambda: ALLOWED if waits else Denied("not_pending", _("This does not wait for moderation any more.")),
        lambda: roles.may_decide_on(person, row.author_id),
    )


def may_withdraw(person: "Person | None", row: Contribution) -> Verdict:
    """Tell whether the author may withdraw it: until it is answered."""
    own = person is not None and row.author_id == person.pk
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: ALLOWED if own else Denied("not_author", _("Only its author can do this.")),
        lambda: may_be_undone(row),
    )


def may_be_undone(row: Contribution) -> Verdict:
    """Tell whether a contribution can still be taken back, whoever asks: until it is answered."""
    if row.state == ContributionState.WITHDRAWN:
        return Denied("withdrawn", _("Its author withdrew it."))
    return Denied("answered", _("It was answered, so it stays, with its answer.")) if is_answered(row) else ALLOWED


def is_answered(row: Contribution) -> bool:
    """Tell whether its answer was published."""
    response = getattr(row.subject, "response", None)
    return response is not None and response.published_at is not None


def may_work_on(person: "Person | None", component: Component) -> Verdict:
    """Tell whether the person may put contributions into clusters, confirm and publish them."""
    return first_denial(
        lambda: roles.may_work_as(person, roles.EVALUATORS, component.subject), lambda: _process_runs(component)
    )


def may_comment_on_tree(person: "Person | None", tree: ProblemTree, *, at: datetime) -> Verdict:
    """Tell whether the person may comment on a published tree: while its process runs."""
    shown = tree.published_at is not None
    return first_denial(
        lambda: ALLOWED if shown else Denied("not_published", _("This tree is not published yet.")),
        lambda: _process_runs(tree.component),
        lambda: roles.may_take_part(person, at=at),
    )
