"""Finding a person's line: by document and date of birth together, so that one wrong is as good as both."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from participation.census.models import CensusEntry, Way
from participation.census.sealing import Channels, digest_of, open_channels, seal_channels, used_secrets
from participation.people.contacts import read_contact

if TYPE_CHECKING:
    from participation.models import Person, Territory

NOWHERE = Channels("", "", "")


@dataclass(frozen=True, slots=True)
class Line:
    """What a list says of a person who gave their document and date of birth."""

    census: int
    territory: "Territory | None"
    channels: Channels


def look_up(number: str, birth_date: date, at: datetime) -> Line | None:
    """Return the person's line on the lists in use: the newest that has a channel, else the newest.

    It costs the same two queries whether there is one or not; who is on no list is given the time of opening one.
    """
    secrets = used_secrets()
    rows = (
        CensusEntry.objects.filter(digest=digest_of(number, birth_date, secrets), census__ended_at__isnull=True)
        .select_related("census", "territory")
        .defer("territory__outline")
        .order_by("-census__imported_at", "-pk")
    )
    found = [row for row in rows if row.census.is_in_force(timezone.localdate(at))]
    lines = [
        Line(
            row.census_id,
            row.territory,
            open_channels(bytes(row.sealed), number, birth_date, row.census.generation, secrets),
        )
        for row in found
    ]
    if not lines:
        open_channels(seal_channels(NOWHERE, number, birth_date, secrets), number, birth_date, len(secrets), secrets)
        return None
    return next((line for line in lines if line.channels.email or line.channels.phone), lines[0])


def ways_of(line: Line, allowed: list[str]) -> list[str]:
    """Return the ways by which a code can go to a person."""
    return [way for way in Way.values if way in allowed and line.channels.of(way)]


def way_of_contact(line: Line | None, contact: str, allowed: list[str]) -> str:
    """Return the way whose channel is exactly this contact; nothing where no list has it for the person."""
    found = read_contact(contact)
    if line is None or found.kind not in allowed or line.channels.of(found.kind) != found.value:
        return ""
    return found.kind


def proved_way(line: Line, person: "Person", allowed: list[str]) -> str:
    """Return the way whose channel is the confirmed contact of the account: a code went there already."""
    from allauth.account.models import EmailAddress

    ways = ways_of(line, allowed)
    if "phone" in ways and person.phone_verified and person.phone == line.channels.phone:
        return "phone"
    if "email" not in ways or person.email != line.channels.email:
        return ""
    return "email" if EmailAddress.objects.filter(user=person, email=person.email, verified=True).exists() else ""


def masked(way: str, value: str) -> str:
    """Return a channel so that its owner knows which one it is and nobody else learns it."""
    if way == "phone":
        return f"•• •• •• {value[-2:]}"
    name, _at, host = value.partition("@")
    return f"{name[:1]}•••@{host[:1]}•••"
