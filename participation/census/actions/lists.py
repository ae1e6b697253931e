"""Lists of people: imported whole or not at all, withdrawn, and one person taken off them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Denied
from participation.census import policies
from participation.census.models import Census, CensusEntry
from participation.census.rows import Person as Row
from participation.census.scan import Found, Progress, paced, reader_of
from participation.census.sealing import Channels, digest_of, seal_channels, used_secrets
from participation.events.record import record
from participation.imports.errors import Complaints
from participation.verification.identity import clean_number, document_kind
from participation.web.richtext import tidy

if TYPE_CHECKING:
    from participation.models import Person

COPY = "COPY participation_censusentry (census_id, digest, territory_id, sealed) FROM STDIN (FORMAT BINARY)"
TYPES = ["int8", "varchar", "int8", "bytea"]


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a file besides its rows."""

    name: str
    source: str
    file_name: str
    sha256: str
    valid_until: date | None = None
    territory: int | None = None


@transaction.atomic
def import_census(
    *, file: IO[bytes], about: About, by: "Person | None", at: datetime, progress: Progress | None = None
) -> Census:
    """Import a list in the place of the one of the same name, whole or not at all.

    Until the commit people are looked up in the former list. Two imports at a time wait for each other. Raises
    ActDenied, and ImportRefused with row and column of what is wrong.
    """
    if by is not None:
        policies.may_keep_lists(by, at=at).enforce()
    with connection.cursor() as cursor:  # readers go on; another import waits here
        cursor.execute("LOCK TABLE participation_census IN SHARE ROW EXCLUSIVE MODE")
    secrets = used_secrets(hold=True)
    _replace(about.name, at)
    census = Census.objects.create(
        name=about.name,
        source=about.source,
        file_name=about.file_name,
        sha256=about.sha256,
        rows=0,
        reachable=0,
        valid_until=about.valid_until,
        generation=len(secrets),
        imported_by=by,
        imported_at=at,
    )
    wrong, found = Complaints(), Found()
    reader, table = reader_of(file, about.territory, timezone.localdate(at), wrong)
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.set_types(TYPES)
        for row in paced(reader, table, progress):
            found.count(row)
            copy.write_row(_sealed(census.pk, row, secrets))
    wrong.refuse()
    census.rows, census.reachable = found.rows, found.reachable
    census.save(update_fields=["rows", "reachable"])
    payload = {"census": census.pk, "rows": census.rows, "reachable": census.reachable}
    record("census.list.imported", subject=None, by=by, at=at, payload=payload)
    return census


def _replace(name: str, at: datetime) -> None:
    for former in Census.objects.current().filter(name=name):
        CensusEntry.objects.filter(census=former)._raw_delete(using=connection.alias)
        former.ended_at = at
        former.save(update_fields=["ended_at"])


def _sealed(census: int, row: Row, secrets: list[bytes]) -> tuple[int, str, int | None, bytes]:
    channels = Channels(row.kind, row.email, row.phone)
    return (
        census,
        digest_of(row.number, row.birth_date, secrets),
        row.territory,
        seal_channels(channels, row.number, row.birth_date, secrets),
    )


@transaction.atomic
def withdraw_census(*, census: Census, reason: str, by: "Person", at: datetime) -> Census:
    """Withdraw a list and delete its lines. Who was verified with it stays so. Raises ActDenied and ValidationError."""
    census = Census.objects.select_for_update().get(pk=census.pk)
    policies.may_withdraw(by, census, at=at).enforce()
    words = tidy(reason)[:300]
    if not words:
        raise ValidationError({"end_reason": _("Write the reason.")})
    CensusEntry.objects.filter(census=census)._raw_delete(using=connection.alias)
    census.ended_at, census.end_reason = at, words
    census.save(update_fields=["ended_at", "end_reason"])
    record("census.list.withdrawn", subject=None, by=by, at=at, payload={"census": census.pk})
    return census


@transaction.atomic
def take_off_lists(*, document: str, birth_date: date, by: "Person", at: datetime) -> int:
    """Delete one person's line from every list, as they asked for; return from how many.

    Raises ActDenied (``not_listed`` where no list has them) and ValidationError.
    """
    policies.may_keep_lists(by, at=at).enforce()
    number = clean_number("document", document)
    lines = CensusEntry.objects.filter(
        digest=digest_of(number, birth_date, used_secrets(hold=True)), census__ended_at__isnull=True
    )
    lists = sorted(lines.values_list("census_id", flat=True))
    if not lists:
        Denied("not_listed", _("No list has this document with this date of birth.")).enforce()
    lines.delete()
    for pk in lists:
        census = Census.objects.select_for_update().get(pk=pk)
        census.rows -= 1
        census.save(update_fields=["rows"])
    record("census.person.removed", subject=None, by=by, at=at, payload={"lists": lists, "kind": document_kind(number)})
    return len(lists)
