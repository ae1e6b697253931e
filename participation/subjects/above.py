"""What a page asks of one subject beside its row: whether something above is closed, what hangs on it, who follows.

Where a page fetched them with the row, ``is_shown``, the follow button, the files and the trace ask the database no
more, the last two unless there is something.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef

from participation.among import Among
from participation.subjects.models import Subject, SubjectState
from participation.subjects.registry import kind_of
from participation.subjects.visibility import know_authors

if TYPE_CHECKING:
    from participation.models import Person

KNOWN = ("closed_above", "followed_by_me", "has_files", "has_links")


def asked(me: int | None, path: str = "subject") -> dict[str, Any]:
    """Return the annotations of a queryset whose rows lead to their subject by ``path``; empty: they are subjects.

    ``me`` is the key of who is signed in.
    """
    from participation.models import Attachment, Follow, Link

    before = f"{path}__" if path else ""
    above = Subject.objects.filter(Among(F("pk"), OuterRef(f"{before}ancestors")))
    found: dict[str, Any] = {"closed_above": Exists(above.exclude(state=SubjectState.PUBLISHED))}
    own = OuterRef(f"{path}_id" if path else "pk")
    found["has_files"] = Exists(Attachment.objects.filter(subject=own, part="", removed_at__isnull=True))
    found["has_links"] = Exists(Link.objects.filter(source=own)) | Exists(Link.objects.filter(outcome=own))
    if me is not None:
        found["followed_by_me"] = Exists(Follow.objects.filter(subject=own, person=me))
    return found


def keep(row: Any, subject: Subject) -> None:
    """Note on the subject what was fetched with the row that holds it."""
    for name in KNOWN:
        if hasattr(row, name):
            setattr(subject, name, getattr(row, name))


def look_above(subjects: Iterable[Subject]) -> None:
    """Note on each of many subjects whether something above it is closed: one query, where it is not known."""
    subjects = [subject for subject in subjects if getattr(subject, "closed_above", None) is None]
    above = {pk for subject in subjects for pk in subject.ancestors}
    rows = Subject.objects.filter(pk__in=above).exclude(state=SubjectState.PUBLISHED)
    closed = set(rows.values_list("pk", flat=True))
    for subject in subjects:
        subject.closed_above = not closed.isdisjoint(subject.ancestors)  # type: ignore[attr-defined]


def gather(subjects: Iterable["Subject"], person: "Person") -> None:
    """Bring at once what policies read of many subjects, so that asking about each costs no query of its own."""
    subjects = list(subjects)
    look_above(subjects)
    together: dict[Any, list[Subject]] = {}  # kinds that share a way are asked together
    for subject in subjects:
        together.setdefault(kind_of(subject).gather, []).append(subject)
    for bring, ours in together.items():
        if bring is not None:
            bring(ours, person)
    for name in {subject.kind for subject in subjects}:
        know_authors(name, [subject for subject in subjects if subject.kind == name])
