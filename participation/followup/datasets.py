"""Datasets of what is followed up: actions, progress reports, evidence, obstacles."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.followup.models import Action, Evidence, Obstacle, ProgressUpdate
from participation.opendata.registry import (
    HIDDEN_WITHHELD,
    NAMES_WITHHELD,
    Column,
    Dataset,
    Hanging,
    Withheld,
    register_dataset,
)
from participation.opendata.values import address, pseudonym
from participation.subjects.querysets import shown

PATH = "action__subject"
COMPUTED_WITHHELD = Withheld(
    _("The computed state (late, without a report…)"),
    _("It depends on the day: it follows from these columns, and the list can be asked for it with state=overdue."),
)
WITHDRAWN_WITHHELD = Withheld(
    _("The words of what was taken back"),
    _("The row stays, with the reason why it was taken back."),
)


def _actions(at: datetime) -> QuerySet:
    return Action.objects.public().select_related("subject").defer("subject__search")


def _told(model: Any) -> Callable[[datetime], QuerySet]:
    def rows(at: datetime) -> QuerySet:
        return shown(model.objects.select_related("author"), PATH)

    return rows


def _standing(name: str) -> Callable[[Any], Any]:
    """Return a column's value while the row stands."""
    return lambda row: None if row.withdrawn_at else getattr(row, name)


def _plain(name: str, kind: Any, words: Any, *, required: bool = False) -> Column:
    return Column(name, kind, words, lambda row: getattr(row, name), required=required)


ACTION_COLUMN = Column("action", "integer", _("Key of the action"), lambda row: row.action_id, required=True)
ID = Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True)
VOICE = _plain("voice", "string", _("Who tells: government, society or monitor"), required=True)
ORGANISATION = _plain("organisation", "string", _("In whose name"))
AUTHOR = Column(
    "author",
    "string",
    _("Key of the author, the same in every dataset"),
    lambda row: pseudonym(row.author),
    required=True,
)
TRACE = (
    _plain("at", "datetime", _("When it was told"), required=True),
    _plain("withdrawn_at", "datetime", _("When it was taken back")),
    _plain("withdraw_reason", "string", _("Why it was taken back")),
)

ACTIONS = Dataset(
    name="actions",
    position=58,
    title=_("Actions followed up"),
    description=_("What was agreed or promised, who is responsible, by when, and what was told of it."),
    rows=_actions,
    columns=(
        ID,
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("followed", "integer", _("Key of the subject that is followed up"), lambda row: row.followed_id),
        Column("parent", "integer", _("Key of the action that it is part of"), lambda row: row.parent_id),
        Column("title", "string", _("Title"), lambda row: row.subject.title, required=True),
        _plain("description", "text", _("What exactly")),
        _plain("deliverable", "string", _("What will be there at the end")),
        Column("institution", "integer", _("Key of the institution responsible"), lambda row: row.institution_id),
        _plain("responsible", "string", _("Who is responsible, in words")),
        _plain("contact", "string", _("Whom to ask")),
        _plain("starts_on", "date", _("When it begins")),
        _plain("due_on", "date", _("Its last day")),
        _plain("due_words", "string", _("When, as it was written")),
        _plain("weight", "integer", _("Its weight among its siblings"), required=True),
        _plain("place", "string", _("Where")),
        _plain("declared", "string", _("What was declared: suspended, done, abandoned, or nothing")),
        _plain("declared_on", "date", _("When that was declared")),
        _plain("percent", "integer", _("Percent done, as whoever is responsible tells")),
        _plain("last_report_on", "date", _("Last report of whoever is responsible")),
        _plain("report_due_on", "date", _("When the next report is due")),
        _plain("unchanged_since", "date", _("Since when the reports say the same")),
        _plain("update_count", "integer", _("Reports that stand"), required=True),
        _plain("evidence_count", "integer", _("Evidence that stands and works"), required=True),
        _plain("obstacle_count", "integer", _("Obstacles that stand in the way"), required=True),
        Column(
            "sample",
            "boolean",
            _("Whether it is made up, for a demonstration"),
            lambda row: row.is_sample,
            required=True,
        ),
    ),
    withheld=(COMPUTED_WITHHELD, HIDDEN_WITHHELD),
    subject_kind="action",
    filterset="participation.followup.api.ActionFilters",
    orders={"id": ("id",), "due": ("due_on", "id")},
    hanging=Hanging(rows=Action.objects.all),
)

UPDATES = Dataset(
    name="progress_updates",
    position=59,
    title=_("Progress reports"),
    description=_("What government, civil society and monitors tell of each action, side by side."),
    rows=_told(ProgressUpdate),
    columns=(
        ID,
        ACTION_COLUMN,
        VOICE,
        ORGANISATION,
        AUTHOR,
        _plain("period_from", "date", _("From when it tells")),
        _plain("period_to", "date", _("Until when it tells"), required=True),
        Column("text", "text", _("What was done"), _standing("text")),
        Column("percent", "integer", _("Percent done"), _standing("percent")),
        Column("steps_done", "integer", _("Steps done"), _standing("steps_done")),
        Column("steps_total", "integer", _("Of how many steps"), _standing("steps_total")),
        Column("back_reason", "string", _("Why it went back"), _standing("back_reason")),
        _plain("repeats", "boolean", _("Whether it repeats the report before it"), required=True),
        *TRACE,
    ),
    withheld=(NAMES_WITHHELD, WITHDRAWN_WITHHELD, HIDDEN_WITHHELD),
    filterset="participation.followup.api.TellingFilters",
    orders={"id": ("id",), "newest": ("-at", "-id")},
    hanging=Hanging(rows=ProgressUpdate.objects.all, path=PATH, own=False),
)

EVIDENCE = Dataset(
    name="evidence",
    position=60,
    title=_("Evidence"),
    description=_("What shows that something was done: addresses, documents, data, photographs, minutes."),
    rows=_told(Evidence),
    columns=(
        ID,
        ACTION_COLUMN,
        Column("update", "integer", _("Key of the report that it came with"), lambda row: row.update_id),
        _plain("kind", "string", _("link, file, dataset, photo or minutes"), required=True),
        _plain("title", "string", _("What it is"), required=True),
        Column("url", "url", _("Its address"), lambda row: (None if row.withdrawn_at else row.url) or None),
        _plain("sha256", "string", _("Digest of the file (SHA-256)")),
        _plain("broken_since", "datetime", _("Since when its address does not answer")),
        VOICE,
        ORGANISATION,
        AUTHOR,
        *TRACE,
    ),
    withheld=(NAMES_WITHHELD, WITHDRAWN_WITHHELD, HIDDEN_WITHHELD),
    filterset="participation.followup.api.TellingFilters",
    orders={"id": ("id",), "newest": ("-at", "-id")},
    hanging=Hanging(rows=Evidence.objects.all, path=PATH, own=False),
)

OBSTACLES = Dataset(
    name="obstacles",
    position=61,
    title=_("Obstacles"),
    description=_("What stands in the way of actions, since when, and what is needed from whom."),
    rows=_told(Obstacle),
    columns=(
        ID,
        ACTION_COLUMN,
        Column("text", "text", _("What stands in the way"), _standing("text")),
        _plain("since", "date", _("Since when"), required=True),
        _plain("until", "date", _("Until when")),
        Column("needed", "string", _("What is needed"), _standing("needed")),
        Column("needed_from", "string", _("From whom"), _standing("needed_from")),
        VOICE,
        ORGANISATION,
        AUTHOR,
        *TRACE,
    ),
    withheld=(NAMES_WITHHELD, WITHDRAWN_WITHHELD, HIDDEN_WITHHELD),
    filterset="participation.followup.api.TellingFilters",
    orders={"id": ("id",), "newest": ("-at", "-id")},
    hanging=Hanging(rows=Obstacle.objects.all, path=PATH, own=False),
)


def register() -> None:
    """Register the datasets."""
    for dataset in (ACTIONS, UPDATES, EVIDENCE, OBSTACLES):
        register_dataset(dataset)
