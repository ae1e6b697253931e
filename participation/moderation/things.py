"""What is reported and decided on: a subject, one of its comments, its answer, or the name of an author."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participation.comments.models import Comment, CommentState
from participation.moderation.models import Part
from participation.people.models import Person
from participation.responses.models import Response
from participation.subjects.models import Subject, SubjectState
from participation.subjects.visibility import author_id_of, in_other_name, is_author

if TYPE_CHECKING:
    from django.db.models import QuerySet

SHOWN, HIDDEN, GONE = "shown", "hidden", "gone"


@dataclass(frozen=True)
class Thing:
    """One thing that moderation looks at, as it stood when it was read: its author and answer are asked for once."""

    subject: Subject
    comment: Comment | None = None
    part: str = Part.TEXT.value

    @property
    def key(self) -> str:
        """Return how forms name it."""
        return f"{self.subject.pk}-{self.comment.pk if self.comment else 0}-{self.part}"

    @cached_property
    def author_id(self) -> int | None:
        """Return whoever wrote it; for an answer the official who published it."""
        if self.part == Part.ANSWER:
            return self.response.published_by_id if self.response else None
        return self.comment.author_id if self.comment else author_id_of(self.subject)

    @property
    def named_id(self) -> int | None:
        """Return whose name is meant, where a name is."""
        return self.author_id if self.part == Part.NAME else None

    @cached_property
    def in_other_name(self) -> bool:
        """Tell whether it was written in the name of an organisation, whose own page is reported for its name."""
        return self.comment.organisation_id is not None if self.comment else in_other_name(self.subject)

    @cached_property
    def response(self) -> Response | None:
        """Return the answer to the subject, if there is one."""
        return Response.objects.filter(subject_id=self.subject.pk).first()

    def is_own(self, person: Person | None) -> bool:
        """Tell whether the person wrote it, alone or with others; an answer is of whoever prepared or published it."""
        if person is None:
            return False
        if self.part == Part.ANSWER:
            response = self.response
            return response is not None and person.pk in {response.prepared_by_id, response.published_by_id}
        if self.part == Part.TEXT and self.comment is None:
            return is_author(person, self.subject)
        return self.author_id == person.pk

    def concerns(self, person: Person | None) -> bool:
        """Tell whether the person may not decide on it: it is theirs, or it answers what they wrote."""
        if self.is_own(person):
            return True
        return person is not None and self.part == Part.ANSWER and is_author(person, self.subject)

    def state(self) -> str:
        """Tell whether it is shown, hidden by moderation, or neither."""
        if self.part == Part.ANSWER:
            response = self.response
            if response is None or response.published_at is None:
                return GONE
            return HIDDEN if response.hidden_at else SHOWN
        if self.part == Part.NAME:
            if self.in_other_name:
                return GONE
            person = Person.objects.filter(pk=self.author_id, erased_at__isnull=True).only("name_hidden_at").first()
            if person is None:
                return GONE
            return HIDDEN if person.name_hidden_at else SHOWN
        if self.comment is not None:
            return {CommentState.VISIBLE: SHOWN, CommentState.HIDDEN: HIDDEN}.get(self.comment.state, GONE)  # type: ignore[call-overload, no-any-return]
        return {SubjectState.PUBLISHED: SHOWN, SubjectState.HIDDEN: HIDDEN}.get(self.subject.state, GONE)  # type: ignore[call-overload, no-any-return]

    def locked(self) -> "Thing":
        """Return it as it is now, its row held until the commit, so that two moderators decide one after the other."""
        if self.part == Part.ANSWER:
            Response.objects.select_for_update(no_key=True).only("pk").get(subject_id=self.subject.pk)
            return Thing(self.subject, None, self.part)
        if self.part == Part.NAME:
            Person.objects.select_for_update(no_key=True).only("pk").get(pk=self.author_id)
            return self
        if self.comment is not None:
            comment = Comment.objects.select_for_update(no_key=True).get(pk=self.comment.pk)
            return Thing(self.subject, comment, self.part)
        return Thing(Subject.objects.select_for_update(no_key=True).get(pk=self.subject.pk), None, self.part)

    def rows(self, model: Any) -> "QuerySet[Any]":
        """Return the flags or decisions on it; a name is one thing wherever it was seen."""
        if self.part == Part.NAME:
            return model.objects.filter(part=Part.NAME, named_id=self.author_id)  # type: ignore[no-any-return]
        return model.objects.filter(subject=self.subject, comment=self.comment, part=self.part)  # type: ignore[no-any-return]


def thing_of(row: Any) -> Thing:
    """Return what a flag, suspicion or decision is about; its subject and comment were fetched with it."""
    return Thing(row.subject, row.comment, getattr(row, "part", Part.TEXT.value))


def checked(subject: Subject, comment: Comment | None, part: str) -> Thing:
    """Return a thing whose pieces belong together. Raises ValidationError."""
    if comment is not None and comment.subject_id != subject.pk:
        raise ValidationError(_("The comment belongs to another page."))
    if part not in Part.values or (part == Part.ANSWER and comment is not None):
        raise ValidationError(_("This part of the page cannot be reported."))
    return Thing(subject, comment, part)
