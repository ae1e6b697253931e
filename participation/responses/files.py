"""The files of an answer: its offices prepare them, and anybody sees them once it is published."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse

from participation.access.verdict import Verdict
from participation.files.models import Attachment
from participation.files.parts import FilePart
from participation.subjects.visibility import is_shown

if TYPE_CHECKING:
    from participation.models import Person, Subject

PART = "answer"


def files_of(subject: "Subject") -> QuerySet[Attachment]:
    """Return the files of the answer to a subject."""
    return Attachment.objects.filter(subject=subject, part=PART, removed_at__isnull=True).order_by("position", "pk")


def _may_attach(person: "Person | None", subject: "Subject") -> Verdict:
    from participation.responses import policies

    response = policies.response_of(subject)
    published = response is not None and response.published_at is not None
    return policies.may_publish(person, subject) if published else policies.may_prepare(person, subject)


def _is_public(subject: "Subject") -> bool:
    from participation.responses import policies

    response = policies.response_of(subject)
    return response is not None and response.published_at is not None and response.hidden_at is None


def _may_see(person: "Person | None", subject: "Subject") -> bool:
    from participation.responses import policies

    response = policies.response_of(subject)
    if response is None:
        return False
    return (_is_public(subject) and is_shown(subject)) or policies.may_see(person, response)


def _page(subject: "Subject") -> str:
    return reverse("responses:detail", args=[subject.pk])


FILES = FilePart(PART, may_attach=_may_attach, may_see=_may_see, is_public=_is_public, page=_page)
