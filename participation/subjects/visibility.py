"""Who may see a subject that is not public, and who its author is."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.http import Http404

from participation.access import roles
from participation.subjects.models import Subject, SubjectState
from participation.subjects.registry import get_kind

if TYPE_CHECKING:
    from participation.models import Person


def author_id_of(subject: Subject) -> int | None:
    """Return the id of the person who wrote the thing behind a subject; None where it has no author.

    It is asked for once for each subject that was read: who wrote a thing does not change while a page is made.
    """
    kept: int | None = subject.__dict__.get("_author_id")
    if kept is None:
        kept = subject.__dict__["_author_id"] = _author_id_of(subject)
    return kept


def is_author(person: "Person", subject: Subject) -> bool:
    """Tell whether somebody wrote the thing behind a subject, alone or with others."""
    signs = get_kind(subject.kind).signs
    if signs is not None and "_author_id" not in subject.__dict__ and signs(person, subject):
        return True  # asked first: it brings the row along, which says who its author is
    return author_id_of(subject) == person.pk or (signs is not None and signs(person, subject))


def in_other_name(subject: Subject) -> bool:
    """Tell whether the thing behind a subject was written in the name of an organisation, naming no person."""
    model = _written_model(subject.kind)
    if model is None or "organisation_id" not in {field.attname for field in model._meta.concrete_fields}:
        return False
    return bool(model._default_manager.filter(subject_id=subject.pk, organisation__isnull=False).exists())


def know_authors(kind: str, subjects: Iterable[Subject]) -> None:
    """Note who wrote the things behind many subjects of a kind: one query for all, none where they were fetched."""
    model = _written_model(kind)
    if model is None:
        return
    back: Any = model._meta.get_field("subject").remote_field
    asked = [subject for subject in subjects if back.get_cached_value(subject, default=None) is None]
    found = dict(model._default_manager.filter(subject__in=asked).values_list("subject", "author")) if asked else {}
    for subject in asked:
        subject.__dict__["_author_id"] = found.get(subject.pk)


def _written_model(kind: str) -> Any:
    """Return the model of the things of a kind, where they have an author."""
    try:
        model = apps.get_model(get_kind(kind).model)
        model._meta.get_field("author")
    except (KeyError, LookupError, ValueError, FieldDoesNotExist):
        return None
    return model


def _author_id_of(subject: Subject) -> int | None:
    model = _written_model(subject.kind)
    if model is None:
        return None
    back: Any = model._meta.get_field("subject").remote_field
    thing = back.get_cached_value(subject, default=None) if back.one_to_one else None
    if thing is not None:  # the page fetched the subject with it
        return thing.author_id  # type: ignore[no-any-return]
    found = model._default_manager.filter(subject_id=subject.pk).values_list("author_id", flat=True).first()
    return int(found) if found is not None else None


def is_shown(subject: Subject) -> bool:
    """Tell whether anybody may see a subject: it is published, and so is all that it lies in."""
    if not subject.is_public:
        return False
    closed = getattr(subject, "closed_above", None)  # fetched with the row: subjects/above.py
    if closed is not None:
        return not closed
    above = Subject.objects.filter(pk__in=subject.ancestors)
    return not subject.ancestors or not above.exclude(state=SubjectState.PUBLISHED).exists()


def may_see(person: "Person | None", subject: Subject) -> bool:
    """Tell whether the person may see a subject: anybody one that is shown, else its officials and its author."""
    if is_shown(subject):
        return True
    if person is None or not person.is_authenticated:
        return False
    return roles.holds(person, roles.OFFICIALS, subject) or is_author(person, subject)


def subject_or_404(pk: int, person: "Person | None") -> Subject:
    """Return a subject with its counters that the person may see. Raises Http404."""
    from participation.subjects.above import asked

    subject = Subject.objects.select_related("counts").annotate(**asked(None, "")).filter(pk=pk).first()
    if subject is None or not may_see(person, subject):
        raise Http404
    return subject
