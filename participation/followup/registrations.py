"""What the engine registers: the kind of its actions, events, notices, datasets, files, what waits, one's own data."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, leave_out_of_timelines, register_events
from participation.files.parts import register_file_part
from participation.followup.policies import may_comment
from participation.handover.registry import HandoverTable, register_handover
from participation.people.api_acts import ApiAct, register_api_acts
from participation.privacy.mydata import PersonalTable, register_personal_data
from participation.subjects.registry import SubjectKind, register_kind
from participation.web.office import register_waiting

if TYPE_CHECKING:
    from participation.models import Person, Subject
    from participation.web.office import WaitingItem

NAME = "participation.action."
EVENTS = (
    EventName(f"{NAME}opened", _("It is followed up until it is done"), "public"),
    EventName(f"{NAME}edited", _("What is to be done was corrected"), "public", takes_away=True),
    EventName(f"{NAME}dates_moved", _("Its dates moved"), "public"),
    EventName(f"{NAME}reported", _("It was told how it goes"), "public"),
    EventName(f"{NAME}update_withdrawn", _("A report was taken back"), "public", takes_away=True),
    EventName(f"{NAME}evidence_added", _("Evidence was added"), "public"),
    EventName(f"{NAME}evidence_withdrawn", _("Evidence was taken back"), "public", takes_away=True),
    EventName(f"{NAME}obstacle_raised", _("Something stands in the way"), "public"),
    EventName(f"{NAME}obstacle_cleared", _("Something stands in the way no more"), "public"),
    EventName(f"{NAME}obstacle_withdrawn", _("What stood in the way was taken back"), "public", takes_away=True),
    EventName(f"{NAME}done", _("It was declared done"), "public"),
    EventName(f"{NAME}suspended", _("It was suspended"), "public"),
    EventName(f"{NAME}abandoned", _("It was said that it will not be done"), "public"),
    EventName(f"{NAME}reopened", _("It goes on again"), "public"),
    EventName(f"{NAME}fell_behind", _("It fell behind"), "public"),
    EventName(f"{NAME}state_changed", _("Its computed state changed"), "public"),
    EventName(f"{NAME}link_checked", _("The address of evidence was tried"), "public"),
    EventName(f"{NAME}due_soon", _("Its office was reminded of its last day"), "officials"),
    EventName(f"{NAME}report_due", _("Its office was reminded of its report"), "officials"),
    EventName(f"{NAME}escalated", _("It is late: those above its office were told"), "officials"),
    EventName(f"{NAME}reporter_named", _("It was said who tells of it"), "officials"),
    EventName(f"{NAME}reporter_ended", _("Somebody does not tell of it any more"), "officials"),
)
TOLD = ("id", "action", "voice", "organisation", "text", "at", "withdrawn_at")
SHOWN = ("id", "action", "kind", "title", "url", "at", "withdrawn_at")


def _prefetch(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from participation.models import Action

    rows = Action.objects.for_page().filter(subject__in=[subject.pk for subject in subjects])
    return {row.subject_id: row for row in rows}


def _waiting(person: "Person", at: datetime) -> "list[WaitingItem]":
    from participation.followup.waiting import actions_waiting

    return actions_waiting(person, at)


def _handed_over(at: datetime) -> Iterator[Mapping[str, Any]]:
    from participation.models import Action

    rows = Action.objects.for_page().going_on().with_state(at).order_by("due_on", "pk")
    for row in rows.iterator(500):
        yield {
            "action": row.pk,
            "title": row.subject.title,
            "address": row.subject.path,
            "institution": row.institution.name if row.institution else "",
            "responsible": row.responsible,
            "last_day": row.due_on,
            "state": row.state,
        }


def _rows_of(model: str, columns: tuple[str, ...]) -> Any:
    def rows(person: "Person") -> Iterable[Mapping[str, Any]]:
        from django.apps import apps

        found = apps.get_model("participation", model)._default_manager.filter(author=person)
        return found.order_by("pk").values(*columns).iterator(chunk_size=500)  # type: ignore[no-any-return]

    return rows


def _named(person: "Person") -> Iterable[Mapping[str, Any]]:
    from participation.models import Reporter

    rows = Reporter.objects.filter(person=person).order_by("pk")
    return rows.values("id", "followed", "voice", "organisation", "named_at", "ended_at").iterator(chunk_size=500)


def register() -> None:
    """Called once when the apps are ready."""
    from participation.followup import datasets, notices
    from participation.followup.files import FILES

    register_kind(
        SubjectKind(
            name="action",
            label=_("action followed up"),
            label_plural=_("actions followed up"),
            model="participation.Action",
            comment_policy=may_comment,
            may_flag=True,
            prefetch=_prefetch,
            dataset="actions",
        )
    )
    register_events(*EVENTS)
    register_api_acts(ApiAct("followup.tell", _("Tell how what is followed up goes")))
    leave_out_of_timelines(f"{NAME}state_changed", f"{NAME}link_checked")
    notices.register()
    datasets.register()
    register_file_part(FILES)
    register_waiting(_waiting)
    columns = ("action", "title", "address", "institution", "responsible", "last_day", "state")
    register_handover(HandoverTable("actions", columns, _handed_over))
    register_personal_data(
        PersonalTable("progress_updates", _("Reports on what is followed up"), TOLD, _rows_of("ProgressUpdate", TOLD)),
        PersonalTable("evidence", _("Evidence that you added"), SHOWN, _rows_of("Evidence", SHOWN)),
        PersonalTable("obstacles", _("Obstacles that you told of"), TOLD, _rows_of("Obstacle", TOLD)),
        PersonalTable(
            "reporters",
            _("Where you were named to tell how it goes"),
            ("id", "followed", "voice", "organisation", "named_at", "ended_at"),
            _named,
        ),
    )
