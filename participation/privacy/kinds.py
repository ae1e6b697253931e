"""What the ground floor knows of a person's participation: comments and what they follow."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.privacy.participations import Line, ParticipationKind
from participation.subjects.querysets import shown

if TYPE_CHECKING:
    from participation.models import Comment, Follow, Person


def _comments(person: "Person") -> QuerySet:
    from participation.models import Comment

    return Comment.objects.filter(author=person).select_related("subject")


def _comment_line(comment: "Comment") -> Line:
    note = "" if comment.state == "visible" else comment.get_state_display()
    return Line(comment.subject.shown_title, f"{comment.subject.path}#comentario-{comment.pk}", comment.at, note)


def _follows(person: "Person") -> QuerySet:
    from participation.models import Follow

    return shown(Follow.objects.filter(person=person)).select_related("subject")


def _follow_line(follow: "Follow") -> Line:
    return Line(follow.subject.shown_title, follow.subject.path, follow.at)


KINDS = (
    ParticipationKind("comments", _("What I commented"), _comments, _comment_line, position=30, subject="subject"),
    ParticipationKind("follows", _("What I follow"), _follows, _follow_line, position=40),
)
