"""Who may write a questionnaire, answer it, and see what came of it; what is closed is said before what one lacks."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.access import roles
from participation.access.eligibility import asks_verification, check
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.models import Vote
from participation.urn.policies import is_open as urn_open
from participation.urn.policies import may_cast
from participation.verification.querysets import accounts_of
from processes.consultations.settings import Nature, Results
from processes.dates import closing_words
from processes.models import Answer, AnswerText, Component, ProcessState, Questionnaire
from processes.policies import is_open, may_edit_process, opening_times

if TYPE_CHECKING:
    from participation.models import Person

ACT = "answer"
NOT_READY = "questionnaire_not_ready"


def is_ready(component: Component) -> bool:
    """Tell whether whoever convened it said that the questionnaire is complete."""
    row = getattr(component, "questionnaire", None)
    return row is not None and row.ready_at is not None


def know_questionnaire(component: Component, row: Questionnaire | None) -> None:
    """Keep the questionnaire with its component, or that it has none yet."""
    if row is not None:
        component.questionnaire = row
    else:
        Component.questionnaire.related.set_cached_value(component, None)  # type: ignore[attr-defined]


def vote_of(component: Component) -> Vote | None:
    """Return the vote of a consultation, prepared or frozen; None of a survey, and before its questions were ready."""
    if component.config.nature != Nature.VOTE:
        return None
    known = vars(component)
    if "vote_here" in known:  # a page or a list read it before
        return known["vote_here"]  # type: ignore[no-any-return]
    return Vote.objects.filter(subject=component.subject_id).first()


def may_write_questions(person: "Person | None", component: Component) -> Verdict:
    """Stewards write the questionnaire until the first answer; from then on it stays as people read it."""
    return first_denial(
        lambda: may_edit_process(person, component.process),
        lambda: (
            Denied("process_closed", _("This process is closed. What happened in it stays public."))
            if component.process.state == ProcessState.CLOSED
            else ALLOWED
        ),
        lambda: _still_unanswered(component),
    )


def _still_unanswered(component: Component) -> Verdict:
    vote = vote_of(component)
    if vote is not None and vote.frozen_at is not None:
        return Denied("frozen", _("This vote is frozen: its questions and rules do not change any more."))
    count = Answer.objects.filter(component=component).count()
    if not count:
        return ALLOWED
    message = ngettext(
        "%(n)s person already answered, so the questions stay as they read them: else answers to different questions "
        "would be counted together. You can copy them into another consultation.",
        "%(n)s people already answered, so the questions stay as they read them: else answers to different questions "
        "would be counted together. You can copy them into another consultation.",
        count,
    )
    return Denied("answered", message % {"n": count})


def may_answer(person: "Person | None", component: Component, *, at: datetime) -> Verdict:
    """Tell whether somebody may answer now, or change what they answered."""
    config = component.config
    return first_denial(
        lambda: is_open(component, ACT, at),
        lambda: (
            ALLOWED
            if is_ready(component)
            else Denied(NOT_READY, _("The questions are still being prepared. Come back in a while."))
        ),
        lambda: (
            ALLOWED
            if person is None and takes_strangers(component)
            else first_denial(
                lambda: roles.may_take_part(person, at=at),
                lambda: check(config.who_may_answer, person, at=at),
                lambda: _first_of_identity(person, component),
            )
        ),
        lambda: _urn_takes_it(component, at),
    )


def _urn_takes_it(component: Component, at: datetime) -> Verdict:
    """Ask the vote itself, whose days are frozen: where those of the phase were changed, both must be open."""
    vote = vote_of(component)
    return urn_open(vote, at=at) if vote is not None else ALLOWED


def may_cast_or_answer(person: "Person | None", component: Component, *, at: datetime) -> Verdict:
    """Tell the same, and of a vote also whether one who voted may still change it."""
    vote = vote_of(component)
    return first_denial(
        lambda: may_answer(person, component, at=at),
        lambda: may_cast(vote, person, at) if vote is not None else ALLOWED,
    )


def takes_strangers(component: Component) -> bool:
    """Tell whether answers without an account count: a survey that asks nothing of the person."""
    config = component.config
    return bool(config.without_account and config.nature == Nature.SURVEY and not config.who_may_answer)


def _first_of_identity(person: "Person | None", component: Component) -> Verdict:
    """Ask whether no other account of the same verified person answered here, where verification is asked for."""
    if person is None or not asks_verification(component.config.who_may_answer):
        return ALLOWED
    known = getattr(component, "answered_elsewhere", None)
    if known is None:
        others = Answer.objects.filter(component=component, person__in=accounts_of(person)).exclude(person=person)
        known = others.exists()
    if not known:
        return ALLOWED
    return Denied("identity_answered", _("You already answered from another account of yours, and that one counts."))


def may_withdraw(person: "Person | None", answer: Answer, *, at: datetime) -> Verdict:
    """Tell whether somebody may take their answer back: while it is open."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: (
            ALLOWED
            if person is not None and answer.person_id == person.pk
            else Denied("not_author", _("Only whoever answered can do this."))
        ),
        lambda: is_open(answer.component, ACT, at),
    )


def is_over(component: Component, at: datetime) -> bool:
    """Tell whether nobody can answer any more: the process is closed, or the last window is."""
    if component.process.state == ProcessState.CLOSED:
        return True
    ends = [window.closes_at for window in opening_times(component, ACT)]
    return bool(ends) and all(end is not None and end <= at for end in ends)


def results_due(component: Component, row: Questionnaire, at: datetime) -> bool:
    """Tell whether results wait to be published: it is over, and they were not published since it last closed."""
    if row.ready_at is None or not is_over(component, at):
        return False
    vote = vote_of(component)
    if vote is not None:
        return row.results_at is None and (vote.is_closed or at >= vote.closes_at)
    ends = [window.closes_at for window in opening_times(component, ACT) if window.closes_at is not None]
    return row.results_at is None or any(row.results_at < end <= at for end in ends)


def may_see_results(person: "Person | None", component: Component, *, at: datetime) -> Verdict:
    """Tell whether the results can be read: when it is over; of a survey before too, if its rules say so.

    Whoever leads the process sees those of a survey at any time. Nobody sees those of a vote before it is over.
    """
    config = component.config
    if config.nature == Nature.VOTE:
        row = getattr(component, "questionnaire", None)
        if row is not None and row.results is not None:
            return ALLOWED
        if is_over(component, at):
            return Denied("counting", _("It is over and being counted. Come back in a few minutes."))
    elif is_over(component, at):
        return ALLOWED
    if config.nature == Nature.SURVEY:
        if config.results == Results.LIVE and is_ready(component):
            return ALLOWED
        if may_edit_process(person, component.process):
            return ALLOWED
    ends = [window.closes_at for window in opening_times(component, ACT)]
    last = max((end for end in ends if end is not None), default=None)
    if last is None or None in ends:
        return Denied("sealed", _("The results are published when it closes."))
    date = closing_words(last, component.process.time_zone, at=at)
    return Denied("sealed", _("The results are published when it closes, on %(date)s.") % {"date": date})


def may_read_texts(person: "Person | None", component: Component) -> Verdict:
    """Moderators read the texts that people answered, and decide which are published."""
    return roles.may_work_as(person, roles.MODERATORS, component.subject)


def may_decide_text(person: "Person | None", text: AnswerText) -> Verdict:
    """Tell whether somebody may publish a text or not: nobody decides on their own."""
    return first_denial(
        lambda: may_read_texts(person, text.answer.component),
        lambda: roles.may_decide_on(person, text.answer.person_id),
    )
