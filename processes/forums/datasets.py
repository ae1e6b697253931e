"""The datasets of forums: what each is and did, and who has a seat. Nobody who was not selected."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from participation.models import Attachment
from participation.opendata.registry import HIDDEN_WITHHELD, Column, Dataset, Hanging, Withheld, register_dataset
from participation.opendata.values import address
from participation.subjects.querysets import shown
from processes.models import Adherence, Forum, ForumCall, ForumSession, Member, Seats

SEATS = ("sector", "seats", "alternates", "taken", "alternates_taken")
CALLS = ("id", "title", "opens_at", "closes_at", "sectors", "decided_at", "change_reason")
ADHERENCES = ("organisation_id", "institution_id", "joined_at", "left_at", "statement")


def _told(model: Any, names: tuple[str, ...], order: str = "pk") -> ArraySubquery:
    """Return the expression of the rows of a forum, as objects."""
    rows = model.objects.filter(forum=OuterRef("pk")).order_by(order)
    return ArraySubquery(rows.values(told=JSONObject(**{name.removesuffix("_id"): name for name in names})))


def rows(at: datetime) -> QuerySet:
    """Return the forums that anybody may see, with their seats, calls, sessions and signatures."""
    sessions = ForumSession.objects.filter(forum=OuterRef("pk")).order_by("encounter")
    files = Attachment.objects.filter(subject=OuterRef("subject"), part="rules", removed_at__isnull=True)
    return (
        Forum.objects.public()
        .select_related("subject")
        .defer("subject__search")
        .annotate(
            told_seats=_told(Seats, SEATS, "sector"),
            told_calls=_told(ForumCall, CALLS),
            told_adherences=_told(Adherence, ADHERENCES),
            told_sessions=ArraySubquery(sessions.values("encounter")),
            told_rules=ArraySubquery(files.order_by("pk").values("key")),
        )
    )


def _seats(row: Any) -> list[dict[str, Any]]:
    return [one for one in row.told_seats if one["seats"] or one["alternates"]]


FORUMS = Dataset(
    name="forums",
    position=58,
    title=_("Forums"),
    description=_(
        "Councils, committees and groups where government and society sit: what they are for, seats by sector, calls,"
        " sessions, and who joined their declaration."
    ),
    rows=rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("url", "url", _("Its page"), lambda row: address(row.subject.path), required=True),
        Column("subject", "integer", _("Key of its subject"), lambda row: row.subject_id, required=True),
        Column("kind", "string", _("stl, council, committee or working_group"), lambda row: row.kind, required=True),
        Column("state", "string", _("published or closed"), lambda row: row.state, required=True),
        Column("title", "string", _("Name"), lambda row: row.title, required=True),
        Column("remit", "text", _("What it is for and may decide"), lambda row: row.remit, required=True),
        Column("institution", "integer", _("Key of the institution"), lambda row: row.institution_id, required=True),
        Column("territory", "integer", _("Key of the territory"), lambda row: row.territory_id),
        Column("installed_on", "date", _("When it was installed"), lambda row: row.installed_on, required=True),
        Column("closed_at", "datetime", _("When it ended its work"), lambda row: row.closed_at),
        Column("close_reason", "string", _("Why it ended"), lambda row: row.close_reason),
        Column(
            "rules",
            "list",
            _("Addresses of its rules"),
            lambda row: [address(f"/archivos/{key}/") for key in row.told_rules],
            required=True,
        ),
        Column("seats", "list", _("Seats and alternates by sector, and how many are taken"), _seats, required=True),
        Column(
            "sessions", "list", _("Keys of the encounters that are its sessions"), lambda row: row.told_sessions,
            required=True,
        ),
        Column("calls", "list", _("Its open calls, with their dates"), lambda row: row.told_calls, required=True),
        Column("declaration", "text", _("Its joint declaration"), lambda row: row.declaration),
        Column(
            "adherences",
            "list",
            _("Organisations and institutions that joined the declaration, and when they withdrew"),
            lambda row: row.told_adherences,
            required=True,
        ),
        Column("translations", "object", _("The same texts in further languages"), lambda row: row.translations,
               required=True),
        Column("sample", "boolean", _("Whether it is made up, for a demonstration"), lambda row: row.is_sample,
               required=True),
    ),
    withheld=(
        HIDDEN_WITHHELD,
        Withheld(
            _("Candidacies that were not selected"),
            _("The page of each call gives the reasons of every candidacy, without names."),
        ),
    ),
    subject_kind="forum",
    filterset="processes.forums.api.ForumFilters",
    orders={"id": ("id",), "title": ("title", "id")},
    hanging=Hanging(rows=Forum.objects.all),
)  # fmt: skip


def member_rows(at: datetime) -> QuerySet:
    """Return who has or had a seat in the forums that anybody may see."""
    found = shown(Member.objects.filter(Q(forum__state__in=["published", "closed"])), "forum__subject")
    return found.select_related("seats", "forum__subject").defer("forum__subject__search")


MEMBERS = Dataset(
    name="forum_members",
    position=59,
    title=_("Members of forums"),
    description=_("Who has or had a seat, for whom they speak, their declaration of interests, and why they left."),
    rows=member_rows,
    columns=(
        Column("id", "integer", _("Key of the row"), lambda row: row.pk, required=True),
        Column("forum", "integer", _("Key of the forum"), lambda row: row.forum_id, required=True),
        Column("sector", "string", _("Sector of the seat"), lambda row: row.seats.sector, required=True),
        Column("alternate", "boolean", _("Whether they are an alternate"), lambda row: row.alternate, required=True),
        Column("name", "string", _("Name, of whoever agreed to be named"), lambda row: row.name),
        Column("role", "string", _("Their office in it"), lambda row: row.role),
        Column("organisation", "integer", _("Key of the organisation"), lambda row: row.organisation_id),
        Column("institution", "integer", _("Key of the institution"), lambda row: row.institution_id),
        Column("body", "string", _("For whom else they speak"), lambda row: row.body),
        Column("chosen", "string", _("How they were chosen"), lambda row: row.chosen),
        Column("since", "date", _("From when"), lambda row: row.since, required=True),
        Column("until", "date", _("Until when"), lambda row: row.until),
        Column(
            "conflict_declared",
            "boolean",
            _("Whether they gave their declaration of interests"),
            lambda row: row.conflict_at is not None,
            required=True,
        ),
        Column("conflict", "text", _("What they declared; nothing: that there is none"), lambda row: row.conflict),
        Column("exit_reason", "string", _("Why they left"), lambda row: row.exit_reason),
        Column("exit_statement", "text", _("What they said when they left"), lambda row: row.exit_statement),
    ),
    withheld=(
        HIDDEN_WITHHELD,
        Withheld(
            _("Contacts and accounts of members, and names of who did not agree"),
            _("A seat is public; the person behind it only as far as they agreed to."),
        ),
    ),
    filterset="processes.forums.api.MemberFilters",
    orders={"id": ("id",)},
    hanging=Hanging(rows=Member.objects.all, path="forum__subject", own=False),
)


def register() -> None:
    """Register the datasets."""
    register_dataset(FORUMS)
    register_dataset(MEMBERS)
