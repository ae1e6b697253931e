"""What proposed changes register: their kind, events, notices, joins, texts, one's own data, dataset."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from participation.access.verdict import Verdict
from participation.events.names import EventName, register_events
from participation.joins.registry import Joinable, register_joinable
from participation.moderation.registry import Written, register_written
from participation.people.api_acts import ApiAct, register_api_acts
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.privacy.participations import Line, ParticipationKind, register_participation
from participation.subjects.registry import SubjectKind, register_kind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from participation.models import Person, Subject
    from proposals.models import Amendment

EVENTS = (
    EventName(
        "proposals.amendment.proposed",
        _("Somebody proposed a change to the text"),
        "public",
        show_actor=True,
        mine=_("You proposed a change"),
    ),
    EventName(
        "proposals.amendment.accepted",
        _("The change was accepted into the text"),
        "public",
        mine=_("You accepted a change into your text"),
    ),
    EventName(
        "proposals.amendment.declined",
        _("The change was not accepted"),
        "public",
        mine=_("You did not accept a change to your text"),
    ),
    EventName(
        "proposals.amendment.withdrawn",
        _("Whoever proposed the change took it back"),
        "public",
        mine=_("You took your proposed change back"),
        takes_away=True,
    ),
)
COLUMNS = ("id", "proposal_id", "title", "passage", "wording", "reason", "state", "answer", "at")


def amendment_of(subject: "Subject") -> "Amendment":
    """Return the change behind a subject: fetched with it where a page did."""
    from proposals.models import Amendment

    known: Amendment | None = getattr(subject, "_amendment", None)
    if known is None:
        known = Amendment.objects.for_page().get(subject=subject)
        subject._amendment = known  # type: ignore[attr-defined]
    return known


def _is_open(subject: "Subject", at: datetime) -> Verdict:
    from proposals.amendments import policies

    return policies.is_open_to_joins(amendment_of(subject), at)


def _rules(subject: "Subject") -> list[dict[str, Any]]:
    return amendment_of(subject).proposal.component.config.who_may_comment  # type: ignore[no-any-return]


def _counted(count: int) -> str:
    if not count:
        return str(_("Nobody else asked for this change yet"))
    return ngettext("%(n)s more person wants this change", "%(n)s more people want this change", count) % {"n": count}


def _written(events: list[Any]) -> Iterable[Written]:
    from proposals.models import Amendment

    rows = Amendment.objects.filter(subject__in={event.subject_id for event in events}, is_sample=False)
    for row in rows.order_by("pk"):
        yield Written(row.subject_id, None, row.author_id, f"{row.title}\n{row.wording}\n{row.reason}", row.at)


def _proposed(person: "Person") -> "QuerySet[Amendment]":
    from proposals.models import Amendment

    return Amendment.objects.filter(author=person).select_related("subject")


def _line(row: "Amendment") -> Line:
    return Line(row.title, row.subject.path, row.at, row.get_state_display())


def _rows(person: "Person") -> Iterable[Mapping[str, Any]]:
    return _proposed(person).order_by("pk").values(*COLUMNS).iterator(chunk_size=500)


def register() -> None:
    """Called once when the apps are ready."""
    from proposals.amendments import datasets, notices

    register_kind(
        SubjectKind(
            name="amendment",
            label=_("proposed change"),
            label_plural=_("proposed changes"),
            model="proposals.Amendment",
            may_follow=False,
            may_flag=True,
            dataset="amendments",
        )
    )
    register_events(*EVENTS)
    notices.register()
    register_api_acts(
        ApiAct("amendments.propose", _("Propose changes to texts")),
        ApiAct("amendments.decide", _("Accept or decline changes that others propose to my texts")),
    )
    register_joinable(
        "amendment",
        Joinable(
            is_open=_is_open,
            counted=_counted,
            label=_("I want this change too"),
            undo=_("I do not want it any more"),
            mine=_("You want this change too"),
            said=_("We count you. We will tell you what is decided."),
            unsaid=_("You are not counted any more."),
            rules=_rules,
        ),
    )
    register_written(_written, "proposals.amendment.proposed")
    register_participation(
        ParticipationKind(
            "amendments", _("Changes that I proposed"), _proposed, _line, position=14, subject="proposal__subject"
        )
    )
    register_personal_data(PersonalTable("amendments", _("Proposed changes"), COLUMNS, _rows))
    datasets.register()
