"""The package for the next administration: what is owed, who holds what, which keys and plans there are."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.exports.registry import ExportKind
from participation.handover import policies
from participation.handover.registry import HandoverTable, handover_tables
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.exports.archive import Archive
    from participation.models import Person

CHUNK = 500
Rows = Iterator[Mapping[str, Any]]


def _answers(at: datetime) -> Rows:
    from participation.models import Response

    rows = Response.objects.filter(published_at__isnull=True).select_related("subject", "institution", "assigned_to")
    for row in rows.defer("subject__search").order_by("due_on", "pk").iterator(CHUNK):
        yield {
            "subject": row.subject_id,
            "title": row.subject.title,
            "address": row.subject.path,
            "institution": row.institution.name if row.institution else "",
            "prepared_by": row.assigned_to.public_name if row.assigned_to else "",
            "owed_since": row.owed_since,
            "due_on": row.due_on,
            "late": bool(row.due_on and row.due_on < local_day(at)),
        }


def _roles(at: datetime) -> Rows:
    from participation.models import Role

    rows = Role.objects.filter(ended_at__isnull=True).select_related("person", "scope").defer("scope__search")
    for row in rows.order_by("pk").iterator(CHUNK):
        where = row.scope.title if row.scope else ""
        yield {"person": row.person.public_name, "role": row.kind, "where": where, "since": row.granted_at}


def _keys(at: datetime) -> Rows:
    from participation.models import ApiToken

    rows = ApiToken.objects.filter(revoked_at__isnull=True, person__is_staff=True).select_related("person")
    for row in rows.order_by("pk").iterator(CHUNK):
        if row.expires_at is None or row.expires_at > at:
            yield {
                "person": row.person.public_name,
                "name": row.name,
                "begins_with": row.prefix,
                "made": row.created_at,
                "expires": row.expires_at,
                "last_used_on": row.last_used_on,
            }


def _programs(at: datetime) -> Rows:
    from participation.models import WebhookEndpoint

    rows = WebhookEndpoint.objects.filter(person__is_staff=True).select_related("person")
    for row in rows.order_by("pk").iterator(CHUNK):
        yield {"person": row.person.public_name if row.person else "", "name": row.name, "address": row.url}


def _announcements(at: datetime) -> Rows:
    from participation.models import Announcement

    rows = Announcement.objects.filter(state__in=["draft", "scheduled"])
    for row in rows.order_by("send_at", "pk").iterator(CHUNK):
        yield {"title": row.title, "kind": row.kind, "state": row.state, "to_be_sent": row.send_at}


def _periods(at: datetime) -> Rows:
    from participation.models import ElectoralPeriod

    for row in ElectoralPeriod.objects.coming_or_running(local_day(at)):
        yield {
            "name": row.name,
            "territory": row.territory.name if row.territory else "",
            "from": row.starts_on,
            "to": row.ends_on,
            "legal_basis": row.legal_basis,
        }


ANSWER = ("subject", "title", "address", "institution", "prepared_by", "owed_since", "due_on", "late")
KEY = ("person", "name", "begins_with", "made", "expires", "last_used_on")
OWN = (
    HandoverTable("answers_owed", ANSWER, _answers),
    HandoverTable("roles", ("person", "role", "where", "since"), _roles),
    HandoverTable("keys", KEY, _keys),
    HandoverTable("programs", ("person", "name", "address"), _programs),
    HandoverTable("announcements", ("title", "kind", "state", "to_be_sent"), _announcements),
    HandoverTable("electoral_periods", ("name", "territory", "from", "to", "legal_basis"), _periods),
)


def _write(archive: "Archive", person: "Person", params: dict[str, Any], at: datetime) -> None:
    words = gettext(
        "What goes on at this moment, for whoever takes over: answers owed, processes and their phases, roles, keys and"
        " programs of officials (never the secrets), announcements not sent yet, electoral periods to come."
    )
    archive.add_text("leeme", words)
    for table in handover_tables():
        archive.add_table(table.name, table.columns, table.rows(at))


HANDOVER = ExportKind(
    "handover",
    _("Package for the next administration"),
    policies.may_export,
    _write,
    _("Answers owed, open processes, roles, keys and plans, as they stand now. It names officials: keep it safe."),
    official=True,
)
