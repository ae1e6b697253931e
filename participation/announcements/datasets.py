"""The dataset of announcements and newsletters: what the government wrote to people, and to how many. Never to whom."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.announcements.counts import told_number
from participation.announcements.models import Announcement, AnnouncementState
from participation.opendata.registry import Column, Dataset, Withheld, register_dataset
from participation.opendata.values import address


def rows(at: datetime) -> QuerySet:
    """Return what was sent and not stopped."""
    return Announcement.objects.filter(state=AnnouncementState.STARTED).select_related("scope").defer("scope__search")


def _if_public(value: Any) -> Any:
    """Return a reader of what everybody may read: of what went to everybody alone."""
    return lambda row: value(row) if row.segment == "all" else None


def _subject(row: Any) -> int | None:
    """Return what the group is of, where that is public."""
    return row.scope_id if row.scope is not None and row.scope.is_public else None


def _number(name: str) -> Any:
    return lambda row: told_number(getattr(row, name) or 0, (row.people or 0) + (row.left_out or 0))


ANNOUNCEMENTS = Dataset(
    name="announcements",
    position=80,
    title=_("Announcements and newsletters"),
    description=_("What was written to people who agreed to it: when, to which group, to how many, and what it said."),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the announcement"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page, of what went to everybody"), _if_public(lambda row: address(row.path))),
        Column("kind", "string", _("announcement or newsletter"), lambda row: row.kind, required=True),
        Column(
            "group", "string", _("The group that it was for: all is everybody"), lambda row: row.segment, required=True
        ),
        Column("subject", "integer", _("Key of the subject that the group is of"), _subject),
        Column("territory", "integer", _("Key of the territory that the group lives in"), lambda row: row.territory_id),
        Column("title", "string", _("Title, of what went to everybody"), _if_public(lambda row: row.title)),
        Column("summary", "string", _("In one sentence, likewise"), _if_public(lambda row: row.summary)),
        Column("body", "html", _("What it said, likewise"), _if_public(lambda row: row.body)),
        Column(
            "translations", "object", _("The same texts in further languages"), _if_public(lambda row: row.translations)
        ),
        Column("sent_at", "datetime", _("When it was sent"), lambda row: row.started_at, required=True),
        Column("people", "integer", _("To how many people it went; empty where fewer than five"), _number("people")),
        Column(
            "left_out",
            "integer",
            _("How many of the group had not agreed to it; empty where fewer than five"),
            _number("left_out"),
        ),
    ),
    withheld=(
        Withheld(
            _("To whom it went, and their addresses"),
            _("They are personal data. In groups of fewer than a hundred the numbers are told to the nearest five."),
        ),
        Withheld(
            _("What was said to a group alone"), _("It is for those to whom it was sent; everybody sees that it was.")
        ),
        Withheld(_("Drafts, and what was stopped"), _("They are not public.")),
    ),
    filterset="participation.announcements.api.AnnouncementFilters",
    orders={"id": ("id",), "newest": ("-started_at", "-id")},
    feed=False,
)


def register() -> None:
    """Register the dataset of this mechanism."""
    register_dataset(ANNOUNCEMENTS)
