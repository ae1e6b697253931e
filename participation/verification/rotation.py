"""Laying a new secret over every stored digest, without anybody's document.

A new secret is added to the end of ``AZOTEA_IDENTITY_KEY`` and every process restarted: nothing changes yet, since the
row of ``PepperState`` says how many secrets count. Then ``manage.py rotate_identity_key`` wraps every digest and raises
that number in one transaction: it is all or nothing, whoever verifies meanwhile waits for it, and a rotation that was
interrupted is simply run again.
"""

from collections.abc import Callable
from datetime import datetime

from django.apps import apps
from django.db import connection, transaction

from participation.verification.pepper import generation, mark_of, peppers, wrap

CHUNK = 5000
_sealed: list[tuple[str, str]] = [
    ("participation.IdentityKey", "digest"),
    ("participation.GuardianConsent", "digest"),
]


def register_sealed(model: str, field: str) -> None:
    """Declare a column of digests made by ``pepper`` (in ``apps.ready()``): a rotation wraps it too."""
    if (model, field) not in _sealed:
        _sealed.append((model, field))


_further: list[Callable[[list[bytes]], int]] = []


def register_rotation(lay_over: Callable[[list[bytes]], int]) -> None:
    """Add a function (in ``apps.ready()``) that lays new secrets over what is sealed in another way than a digest."""
    if lay_over not in _further:
        _further.append(lay_over)


def sealed_columns() -> list[tuple[str, str]]:
    """Return every column of digests, as (model, field)."""
    return list(_sealed)


@transaction.atomic
def rotate(*, at: datetime, progress: Callable[[str, int], None] = lambda name, done: None) -> int:
    """Lay the secrets that were added over every digest; return how many were wrapped, none where none was added.

    Raises WrongKeyError where the setting does not begin with the secrets that the digests were made with.
    """
    from participation.models import PepperState

    generation()
    PepperState.objects.select_for_update().get()  # whoever verifies holds a share of it until their commit
    used = generation()
    new = peppers()[used:]
    if not new:
        return 0
    wrapped = sum(_wrap_column(model, field, new, progress) for model, field in sealed_columns())
    wrapped += sum(lay_over(new) for lay_over in _further)
    marks = [mark_of(peppers()[: place + 1]) for place in range(len(peppers()))]
    PepperState.objects.update(generation=len(marks), marks=marks, rotated_at=at)  # writes: a rotation
    return wrapped


def _wrap_column(label: str, field: str, new: list[bytes], progress: Callable[[str, int], None]) -> int:
    """Wrap one column, a stretch of keys at a time; the digests are made here, since the secrets never leave."""
    model = apps.get_model(label)
    quote = connection.ops.quote_name
    column = model._meta.get_field(field)
    statement = (
        f"UPDATE {quote(model._meta.db_table)} SET {quote(str(column.column))} = new.digest"  # noqa: S608 (our names)
        f" FROM unnest(%s::bigint[], %s::text[]) AS new(pk, digest) WHERE {quote(str(model._meta.pk.column))} = new.pk"
    )
    last, done = 0, 0
    while True:
        rows = model._base_manager.filter(pk__gt=last).exclude(**{field: ""}).exclude(**{field: None})
        stretch = list(rows.order_by("pk").values_list("pk", field)[:CHUNK])
        if not stretch:
            return done
        keys = [key for key, _digest in stretch]
        with connection.cursor() as cursor:  # writes: a rotation
            cursor.execute(statement, [keys, [wrap(digest, new) for _key, digest in stretch]])
        last, done = keys[-1], done + len(keys)
        progress(label, done)
