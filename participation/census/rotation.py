"""What a rotation of the identity key does to the lines of lists, besides their digests."""

from django.db import connection

from participation.census.sealing import lay_over

CHUNK = 5000
STATEMENT = (
    "UPDATE participation_censusentry SET sealed = new.sealed"
    " FROM unnest(%s::bigint[], %s::bytea[]) AS new(id, sealed) WHERE participation_censusentry.id = new.id"
)


def lay_over_channels(new: list[bytes]) -> int:
    """Lay new secrets over the sealed channels of every line, within the rotation's transaction; return how many."""
    from participation.models import CensusEntry

    last, done = 0, 0
    while rows := list(CensusEntry.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "sealed")[:CHUNK]):
        keys = [pk for pk, _sealed in rows]
        with connection.cursor() as cursor:  # writes: a rotation
            cursor.execute(STATEMENT, [keys, [lay_over(bytes(sealed), new) for _pk, sealed in rows]])
        last, done = keys[-1], done + len(keys)
    return done
