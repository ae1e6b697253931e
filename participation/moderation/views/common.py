"""What the pages of moderation share."""

from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from participation.access import roles
from participation.access.verdict import ActDenied, Denied
from participation.comments.models import Comment
from participation.moderation.models import Part
from participation.moderation.things import Thing
from participation.subjects.models import Subject, SubjectState
from participation.web.forms import Form

INVALID = 422
PARTS = {"": Part.TEXT.value, "respuesta": Part.ANSWER.value, "nombre": Part.NAME.value}
NAMES = {part: name for name, part in PARTS.items()}


def only_moderators(person: Any) -> None:
    """Refuse whoever moderates nowhere. Raises ActDenied."""
    if roles.scopes(person, roles.MODERATORS) == set():
        raise ActDenied(Denied("role_missing", _("Only moderators decide on reports. Ask whoever manages roles.")))


def attempt(form: Form, act: Any) -> tuple[Any, int]:
    """Call an act; put its denial or complaint above the form. Return what it made and the status of the page."""
    try:
        return act(), 200
    except ActDenied as error:
        form.deny(error.denial.message)
        return None, 403
    except ValidationError as error:
        for message in error.messages:
            form.deny(message)
        return None, INVALID


def choice(request: HttpRequest, name: str, known: set[str]) -> str:
    """Return a parameter of the address that is empty or known. Raises BadRequest."""
    value = request.GET.get(name, "")
    if value and value not in known:
        raise BadRequest(name)
    return value


def comment_of(request: HttpRequest, subject: Subject) -> Comment | None:
    """Return the comment that the address names. Raises Http404."""
    given = request.GET.get("comentario", "").strip()
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Http404
    comment = Comment.objects.with_people().filter(subject=subject, pk=int(given)).first()
    if comment is None:
        raise Http404
    return comment


def thing_for_official(request: HttpRequest, subject_pk: int) -> Thing:
    """Return what the address names, within the official's scope and never a draft. Raises Http404."""
    person: Any = request.user
    subject = Subject.objects.filter(pk=subject_pk).exclude(state=SubjectState.DRAFT).first()
    if subject is None or not roles.holds(person, roles.MODERATORS, subject):
        raise Http404
    part = PARTS.get(request.GET.get("parte", ""))
    comment = comment_of(request, subject)
    if part is None or (part == Part.ANSWER and comment is not None):
        raise Http404
    return Thing(subject, comment, part)


def thing_url(subject: Subject, comment: Comment | None) -> str:
    """Return where the public sees it."""
    if comment:
        return reverse("comments:thread", args=[subject.pk, comment.pk])
    return subject.get_absolute_url()


def decide_url(thing: Thing, page: str = "moderation:decide") -> str:
    """Return where a moderator decides on it."""
    query = [f"comentario={thing.comment.pk}"] if thing.comment else []
    query += [f"parte={NAMES[thing.part]}"] if thing.part != Part.TEXT else []
    return reverse(page, args=[thing.subject.pk]) + (f"?{'&'.join(query)}" if query else "")
