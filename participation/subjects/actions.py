"""Acts that keep subjects true; only the acts of the floor that owns the thing call them."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from participation.search.text import search_vector
from participation.subjects.models import Subject, SubjectCount, SubjectState

if TYPE_CHECKING:
    from participation.models import Territory


@transaction.atomic
def create_subject(
    *,
    kind: str,
    title: str,
    path: str,
    at: datetime,
    parent: Subject | None = None,
    summary: str = "",
    text: str = "",
    territory: "Territory | None" = None,
    lang: str = "es",
    titles: dict[str, str] | None = None,
    state: str = SubjectState.DRAFT,
    published_at: datetime | None = None,
) -> Subject:
    """Make the public face of a new thing. ``text`` is what search finds beside the title; it is not stored."""
    subject = Subject.objects.create(
        kind=kind,
        title=title[:300],
        titles=titles or None,
        summary=summary[:500],
        path=path,
        parent=parent,
        territory=territory,
        lang=lang,
        ancestors=[*parent.ancestors, parent.pk] if parent else [],
        state=state,
        updated_at=at,
        published_at=published_at or (at if state == SubjectState.PUBLISHED else None),
        search=search_vector(title=title, summary=summary, text=text),
    )
    SubjectCount.objects.create(subject=subject)
    return subject


@transaction.atomic
def update_subject(*, subject: Subject, at: datetime, text: str | None = None, **fields: Any) -> Subject:
    """Change title, titles in other languages, summary, path, territory, lang or state.

    With ``text`` search is made anew: give it whenever the title changes. Publishing for the first time stamps
    ``published_at``.
    """
    for name, value in fields.items():
        setattr(subject, name, value)
    if fields.get("state") == SubjectState.PUBLISHED and subject.published_at is None:
        subject.published_at = at
    subject.updated_at = at
    if text is not None:
        subject.search = search_vector(title=subject.title, summary=subject.summary, text=text)
    elif "title" in fields or "summary" in fields:
        raise ValueError("give the text too when title or summary change: search is made from all of them")
    subject.save()
    return subject


def bump_counts(*, subject_id: int, **steps: int) -> None:
    """Add to counters of one subject. Call it last in the act: the row stays locked until the commit."""
    SubjectCount.objects.filter(subject_id=subject_id).update(  # writes: inside the act that calls it
        **{name: F(name) + step for name, step in steps.items()}
    )
