"""Steps that the acts share; none is an act of its own and none records an event."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participation.models import Person
from participation.subjects.actions import update_subject
from participation.versions.actions import add_version
from participation.web.richtext import tidy
from processes.models import Component, DraftText, Passage, TextVersion
from processes.texts.pieces import Piece, numbered, parents, write_markdown

if TYPE_CHECKING:
    from participation.models import Version


def locked(text: DraftText) -> DraftText:
    """Return the text as it is now, held until the commit: whatever changes or closes it waits for its turn."""
    rows = DraftText.objects.select_for_update(no_key=True, of=("self",)).select_related("subject", "current")
    found = rows.get(pk=text.pk)
    found.component = Component.objects.with_clock().get(pk=found.component_id)
    return found


def lock_person(person: Person) -> None:
    """Take one person's acts one after the other: limits are counted, and a replay waits for the first."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)


def said(words: str, field: str, *, least: int, most: int) -> str:
    """Return tidied words. Raises ValidationError where they are too few or too many."""
    clean = tidy(words)
    if not least <= len(clean) <= most:
        if not least:
            raise ValidationError({field: [_("Write %(n)s characters at most.") % {"n": most}]})
        told = {"least": least, "most": most}
        raise ValidationError({field: [_("Write between %(least)s and %(most)s characters.") % told]})
    return clean


def write_version(
    text: DraftText, found: Sequence[Piece], *, by: Person, at: datetime, note: str = ""
) -> tuple[TextVersion, list[int]]:
    """Write the passages as they stand from now on and the version that keeps them; return it and which rows changed.

    Pieces with a key change the passage that has it; those without one are new; passages that are missing are gone.
    """
    pieces = numbered(found)
    known = {row.key: row for row in Passage.objects.filter(text=text, gone_in__isnull=True)}
    rows: list[Passage] = []
    touched: set[int] = set()
    for place, piece in enumerate(pieces):
        row = known.get(piece.key)
        if row is None:
            text.last_key += 1
            row = Passage(text=text, key=text.last_key)
        facts = (place, piece.kind, piece.level, piece.number, piece.words)
        if row.pk and facts != (row.position, row.kind, row.level, row.number, row.words):
            touched.add(row.pk)
        row.position, row.kind, row.level, row.number, row.words = facts
        rows.append(row)
    version = _kept(text, rows, by=by, at=at, note=note)
    gone = [row.pk for row in known.values() if row not in rows]
    Passage.objects.filter(pk__in=gone).update(gone_in=version)  # writes: inside the acts that publish
    made = [row for row in rows if not row.pk]
    Passage.objects.bulk_create(made)  # writes: as above
    for row, above in zip(rows, parents(pieces), strict=True):
        row.parent = rows[above] if above is not None else None
    names = ["position", "kind", "level", "number", "words", "parent"]
    Passage.objects.bulk_update(rows, names, batch_size=500)  # writes: as above
    text.current = version
    search = "\n".join(piece.words for piece in pieces)
    update_subject(subject=text.subject, at=at, title=text.title, summary=text.summary, text=search)
    return version, sorted(touched | set(gone) | {row.pk for row in made})


def _kept(text: DraftText, rows: Sequence[Passage], *, by: Person, at: datetime, note: str) -> TextVersion:
    plain = [Piece(row.kind, row.level, row.words) for row in rows]
    version: Version = add_version(
        subject=text.subject, data={"text": write_markdown(plain)}, by=by, at=at, reason=note
    )
    passages = [
        {"key": row.key, "kind": row.kind, "level": row.level, "number": row.number, "words": row.words} for row in rows
    ]
    return TextVersion.objects.create(  # writes: inside the acts that publish
        text=text, version=version, number=version.number, passages=passages
    )


def pieces_of(version: TextVersion) -> list[Piece]:
    """Return the pieces of a version, with the keys of its passages."""
    return [Piece(**row) for row in version.passages]
