"""What the rooms of the officials register: events, who hears of them, what waits, what stands beside a draft."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.access import roles
from participation.events.names import EventName, register_events
from participation.exports.registry import register_export
from participation.handover.registry import register_duty
from participation.imports.frame import register_import_kind
from participation.notifications.registry import (
    Hearers,
    NoticeRule,
    nobody,
    officials_of,
    one_person,
    register_notices,
)
from participation.notifications.rules import WORK, titled
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.web.office import WaitingItem, register_waiting
from participation.workdays import local_day
from proposals.dossier_handover import DUTY
from proposals.government import heard
from proposals.office_export import PROPOSALS

if TYPE_CHECKING:
    from participation.models import Event, Person, Subject

# None of them says what was written: the words of who evaluates stand in their rows alone.
EVENTS = (
    EventName("proposals.dossier.assigned", gettext_lazy("The proposal was given to an evaluator"), "officials"),
    EventName("proposals.dossier.saved", gettext_lazy("An evaluator wrote in a dossier"), "officials"),
    EventName("proposals.dossier.handed_in", gettext_lazy("An evaluator handed an opinion in"), "officials"),
    EventName("proposals.dossier.conflict_declared", gettext_lazy("An evaluator cannot judge it"), "officials"),
    EventName("proposals.dossier.reopened", gettext_lazy("A dossier was opened again"), "officials"),
    EventName("proposals.dossier.ended", gettext_lazy("A dossier was taken back"), "officials"),
    EventName("proposals.dossier.noted", gettext_lazy("A private note was written in a dossier"), "officials"),
)
# What an evaluator finds in the download of their own data.
DOSSIER = (
    "proposal_id", "proposal__title", "assigned_at", "due_on", "asked_for", "feasibility", "opinion", "scores",
    "cost_centavos", "saved_at", "handed_in_at", "conflict", "ended_at",
)  # fmt: skip
NOTE = ("dossier__proposal_id", "dossier__proposal__title", "text", "at")


def _evaluator(event: "Event") -> Iterable[Hearers]:
    return [one_person("evaluator", event.payload.get("evaluator"))]


def _leaders(event: "Event") -> Iterable[Hearers]:
    return [officials_of(event.subject, roles.STEWARDS)]


def _both(event: "Event") -> Iterable[Hearers]:
    return [*_evaluator(event), *_leaders(event)]


def _assigned_title(event: "Event", reason: str) -> str:
    return titled(_("You are asked for your opinion on “%(title)s”"), event)


def _handed_in_title(event: "Event", reason: str) -> str:
    return titled(_("An opinion on “%(title)s” was handed in"), event)


def _conflict_title(event: "Event", reason: str) -> str:
    return titled(_("Somebody cannot judge “%(title)s”: ask another person"), event)


def _reopened_title(event: "Event", reason: str) -> str:
    return titled(_("Your opinion on “%(title)s” is open again"), event)


def _ended_title(event: "Event", reason: str) -> str:
    return titled(_("Your opinion on “%(title)s” is not needed any more"), event)


def _noted_title(event: "Event", reason: str) -> str:
    return titled(_("There is a private note on “%(title)s”"), event)


def _own_desk(event: "Event", reason: str) -> str:
    if reason == "evaluator":
        return f"/mesa/dictamenes/{event.payload.get('dossier')}/"
    return _side_by_side(event, reason)


def _all_own(event: "Event", reason: str) -> str:
    return "/mesa/dictamenes/"


def _side_by_side(event: "Event", reason: str) -> str:
    proposal = str(event.subject.path).strip("/").rpartition("/")[2] if event.subject else ""
    return f"/mesa/propuestas/{proposal}/dictamenes/"


def dossiers_waiting(person: "Person", at: datetime) -> list[WaitingItem]:
    """Return the dossiers that wait for this evaluator."""
    from proposals.models import Dossier

    if roles.scopes(person, roles.EVALUATORS) == set():
        return []
    waiting = Dossier.objects.filter(evaluator=person, ended_at=None, handed_in_at=None, conflict="")
    late = waiting.filter(due_on__lt=local_day(at))
    desk = reverse("proposals:dossiers")
    return [WaitingItem(_("Proposals that wait for your opinion"), waiting, desk, late=late, late_note=_overdue)]


def _dossiers(person: "Person") -> Iterable[Mapping[str, Any]]:
    from proposals.models import Dossier

    return Dossier.objects.filter(evaluator=person).order_by("pk").values(*DOSSIER).iterator(chunk_size=500)


def _notes(person: "Person") -> Iterable[Mapping[str, Any]]:
    from proposals.models import DossierNote

    return DossierNote.objects.filter(by=person).order_by("pk").values(*NOTE).iterator(chunk_size=500)


def _overdue(late: int) -> str:
    return ngettext("%(n)s is overdue", "%(n)s are overdue", late) % {"n": late}


def beside_the_draft(subject: "Subject", person: "Person", at: datetime) -> str:
    """Return the opinions side by side, for who prepares the answer; nothing for who may not read them."""
    from django.template.loader import render_to_string

    from proposals import dossier_policies as policies
    from proposals.views.dossiers import dossiers_of

    proposal = subject.proposal
    if not policies.may_compare(person, proposal):
        return ""
    context = {
        "heard": heard(proposal) if proposal.institution_id is not None else None,
        "dossiers": dossiers_of(proposal, person),
        "proposal": proposal,
        "leads": bool(policies.may_lead(person, proposal)),
        "today": local_day(at),
    }
    return render_to_string("proposals/dossiers/beside.html", context)


def register() -> None:
    """Register the room (called once when the apps are ready)."""
    register_events(
        *EVENTS,
        EventName(
            "proposals.proposal.captured",
            gettext_lazy("The proposal was handed in on paper or in person and typed in"),
            "public",
        ),
    )
    register_import_kind("proposals:answers", gettext_lazy("answers to proposals"))
    register_import_kind("proposals:paper", gettext_lazy("proposals on paper"))
    register_export(PROPOSALS)
    register_notices(
        NoticeRule("proposals.dossier.assigned", WORK.name, _evaluator, _assigned_title, path=_own_desk),
        NoticeRule("proposals.dossier.handed_in", WORK.name, _leaders, _handed_in_title, path=_side_by_side),
        NoticeRule("proposals.dossier.conflict_declared", WORK.name, _leaders, _conflict_title, path=_side_by_side),
        NoticeRule("proposals.dossier.reopened", WORK.name, _evaluator, _reopened_title, path=_own_desk),
        NoticeRule("proposals.dossier.ended", WORK.name, _evaluator, _ended_title, path=_all_own),
        NoticeRule("proposals.dossier.noted", WORK.name, _both, _noted_title, path=_own_desk),
    )
    nobody("proposals.dossier.saved", "proposals.proposal.captured")
    register_waiting(dossiers_waiting)
    register_duty(DUTY)
    register_personal_data(
        PersonalTable("dossiers", gettext_lazy("Proposals that I evaluated, and what I wrote"), DOSSIER, _dossiers),
        PersonalTable("dossier-notes", gettext_lazy("My notes beside what I or others evaluated"), NOTE, _notes),
    )
