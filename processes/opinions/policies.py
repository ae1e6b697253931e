"""Who may add, answer, moderate and withdraw statements; what is closed is said before what the person lacks."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.access import newcomers, roles
from participation.access.eligibility import asks_verification, check
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict, first_denial
from participation.contribution import Channel
from participation.subjects.visibility import is_shown
from participation.verification.querysets import accounts_of, of_same_person
from processes.models import Component, Statement, StatementAnswer, StatementState
from processes.opinions.content import MOST_STATEMENTS
from processes.policies import is_open, may_edit_process

if TYPE_CHECKING:
    from participation.models import Person

COUNTED = (StatementState.PENDING, StatementState.PUBLISHED)  # against the limits


def may_add(person: "Person | None", component: Component, *, at: datetime) -> Verdict:
    """Tell whether the person may add one more statement."""
    return first_denial(
        lambda: is_open(component, "add", at),
        lambda: roles.may_take_part(person, at=at),
        lambda: check(component.config.who_may_add, person, at=at),
        lambda: _room(component),
        lambda: _within_limit(person, component),
        lambda: _within_newcomers(person, component, at),
    )


def may_seed(person: "Person | None", component: Component) -> Verdict:
    """Stewards put statements there, also before it opens."""
    return first_denial(
        lambda: may_edit_process(person, component.process),
        lambda: (
            Denied("process_closed", _("This process is closed. What happened in it stays public."))
            if component.process.state == "closed"
            else ALLOWED
        ),
        lambda: _room(component),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How full an activity is and how somebody stands in it, where a list read it for many at once."""

    statements: int
    own: int
    written: int
    elsewhere: bool


def _known(component: Component) -> Standing | None:
    return getattr(component, "standing_here", None)


def _room(component: Component) -> Verdict:
    known = _known(component)
    count = component.statements.filter(state__in=COUNTED).count() if known is None else known.statements
    if count < MOST_STATEMENTS:
        return ALLOWED
    message = _("There are %(n)s statements here, which is the limit. You can answer them.")
    return Denied("full", message % {"n": MOST_STATEMENTS})


def _within_limit(person: "Person | None", component: Component) -> Verdict:
    limit, known = component.config.per_person, _known(component)
    if not limit or person is None:
        return ALLOWED
    if known is None:
        own = of_same_person("author", person) if asks_verification(component.config.who_may_add) else Q(author=person)
        count = component.statements.filter(own, seeded=False, state__in=COUNTED).count()
    else:
        count = known.own
    if count < limit:
        return ALLOWED
    message = ngettext(
        "You added %(n)s statement, which is the limit here. You can answer those of others.",
        "You added %(n)s statements, which is the limit here. You can answer those of others.",
        limit,
    )
    return Denied("statement_limit", message % {"n": limit}, Remedy(_("Answer statements"), component.subject.path))


def _within_newcomers(person: "Person | None", component: Component, at: datetime) -> Verdict:
    since = newcomers.since(person, at) if person is not None else None
    if person is None or since is None:
        return ALLOWED
    known = _known(component)
    return newcomers.may_write_more("asks", written_since(person, since) if known is None else known.written)


def written_since(person: "Person", since: datetime) -> int:
    """Return how many statements somebody added themselves since a moment."""
    channels = [Channel.WEB, Channel.API]
    return Statement.objects.filter(author=person, created_at__gte=since, channel__in=channels).count()


def may_answer_in(person: "Person | None", component: Component, *, at: datetime) -> Verdict:
    """Tell whether the person may answer statements in an activity now."""
    return first_denial(
        lambda: is_open(component, "answer", at),
        lambda: roles.may_take_part(person, at=at),
        lambda: check(component.config.who_may_answer, person, at=at),
        lambda: _first_of_identity(person, component),
    )


def may_answer(person: "Person | None", statement: Statement, *, at: datetime) -> Verdict:
    """Tell whether the person may answer a statement, or change what they answered."""
    return first_denial(lambda: takes_answers(statement), lambda: may_answer_in(person, statement.component, at=at))


def takes_answers(statement: Statement) -> Verdict:
    """Tell whether a statement is in public view."""
    if statement.state == StatementState.PUBLISHED and is_shown(statement.subject):
        return ALLOWED
    return Denied("not_public", _("This statement is not shown now, so nobody can answer it."))


def _first_of_identity(person: "Person | None", component: Component) -> Verdict:
    """Ask whether no other account of the same verified person answered here, where verification is asked for."""
    if person is None or not asks_verification(component.config.who_may_answer):
        return ALLOWED
    known = _known(component)
    others = StatementAnswer.objects.filter(component=component, person__in=accounts_of(person)).exclude(person=person)
    if not (others.exists() if known is None else known.elsewhere):
        return ALLOWED
    return Denied("identity_answered", _("You already answered from another account of yours, and that one counts."))


def may_moderate(person: "Person | None", statement: Statement) -> Verdict:
    """Tell whether the person may publish or return what waits for moderation."""
    return first_denial(
        lambda: roles.may_work_as(person, roles.MODERATORS, statement.subject),
        lambda: (
            ALLOWED
            if statement.state == StatementState.PENDING
            else Denied("not_pending", _("This does not wait for moderation any more."))
        ),
        lambda: roles.may_decide_on(person, statement.author_id),
    )


def may_withdraw(person: "Person | None", statement: Statement) -> Verdict:
    """Tell whether the author may withdraw it: until somebody answers it."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: (
            ALLOWED
            if person is not None and statement.author_id == person.pk
            else Denied("not_author", _("Only its author can do this."))
        ),
        lambda: (
            Denied("withdrawn", _("Its author withdrew it."))
            if statement.state == StatementState.WITHDRAWN
            else ALLOWED
        ),
        lambda: (
            Denied("answered", _("People already answered it, so it stays. You can report it if something is wrong."))
            if statement.answers.exists()
            else ALLOWED
        ),
    )


def may_compute(person: "Person | None", component: Component, *, at: datetime) -> Verdict:
    """Stewards can have the groups computed without waiting for the sweep; too few new answers are no reason to."""
    from processes.actions.opinion_round import LEAST_NEW, new_people

    return first_denial(
        lambda: may_edit_process(person, component.process),
        lambda: (
            Denied(
                "too_few",
                _("Groups are computed when ten more people answered: fewer would show what they answered."),
            )
            if new_people(component) < LEAST_NEW
            else ALLOWED
        ),
    )
