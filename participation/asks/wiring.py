"""What follows from a kind of ask for the mechanisms that it uses: subjects, joins, answers, traces."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from participation.access.verdict import Verdict
from participation.asks.notices import register_stakeholders
from participation.asks.registry import AskKind, get_kind, place_of
from participation.joins.registry import Joinable, register_joinable
from participation.origins.traces import Step, register_trace_source
from participation.responses.registry import Answerable, register_answerable
from participation.sharing.registry import Shared, register_shared
from participation.subjects.registry import SubjectKind, register_kind
from participation.web.templatetags.ui import num

if TYPE_CHECKING:
    from participation.models import Person, Subject


def wire(kind: AskKind) -> None:
    """Register a kind with each mechanism."""
    register_kind(
        SubjectKind(
            name=kind.name,
            label=kind.label,
            label_plural=kind.label_plural,
            model="participation.Ask",
            comment_policy=_may_comment,
            may_flag=True,
            stances=False,
            prefetch=_prefetch,
            gather=_gather,
            dataset=kind.dataset,
            moderated=kind.moderated,
        )
    )
    register_joinable(
        kind.name,
        Joinable(
            is_open=_takes_joins,
            counted=_wanted,
            label=kind.words.join,
            undo=kind.words.leave,
            mine=kind.words.joined,
            said=_("You are counted. We will tell you when there is an answer."),
            unsaid=_("You are not counted any more."),
            rules=lambda subject: get_kind(subject.kind).rules(place_of(subject)).who_may_join,
            closes=lambda subject, at: get_kind(subject.kind).closes(place_of(subject), "join", at),
        ),
    )
    register_answerable(
        kind.name,
        Answerable(ready=_ready, on_published=_answered, verdicts=kind.verdicts),
    )
    register_trace_source(kind.name, _steps)
    register_stakeholders(kind.name)
    register_shared(kind.name, _shared)


def _shared(subject: "Subject", at: datetime) -> Shared:
    from participation.asks.models import Ask
    from participation.asks.tags import state_tag

    ask = Ask.objects.select_related("subject__response", "subject__counts").get(subject=subject)
    joined = ask.subject.counts.joins
    return Shared(
        state=str(state_tag(ask, at).text),
        facts=(_wanted(joined),) if joined else (),
        call=_("Your neighbours want to know"),
        invitation=_("Point your phone's camera here to read it and say whether you want the answer too."),
        button=_("Read it and say whether you want the answer too"),
    )


def _wanted(count: int) -> str:
    if not count:
        return str(_("Do you want to know too?"))
    words = ngettext("%(n)s more person wants an answer", "%(n)s more people want an answer", count)
    return words % {"n": num(count)}


def _prefetch(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from participation.asks.models import Ask

    rows = Ask.objects.for_cards().filter(subject__in=[subject.pk for subject in subjects])
    return {ask.subject_id: ask for ask in rows}


def _gather(subjects: list["Subject"], person: "Person") -> None:
    from participation.asks.many import gather_subjects

    gather_subjects(subjects, person)


def _may_comment(person: "Person | None", subject: "Subject", *, at: datetime) -> Verdict:
    from participation.asks import policies

    return policies.may_comment(person, policies.of_subject(subject), at=at)


def _takes_joins(subject: "Subject", at: datetime) -> Verdict:
    from participation.asks import policies

    return policies.takes_joins(policies.of_subject(subject), at=at)


def _ready(subject: "Subject") -> Verdict:
    from participation.asks import policies

    return policies.answerable(policies.of_subject(subject))


def _answered(subject: "Subject", at: datetime) -> None:
    from participation.asks import actions, policies

    actions.mark_answered(policies.of_subject(subject))


def _steps(subject: "Subject", at: datetime) -> list[Step]:
    from participation.asks import policies

    ask = policies.of_subject(subject)
    if ask.published_at is None:
        return []
    return [Step(str(get_kind(ask.kind).words.asked), at=ask.published_at)]
