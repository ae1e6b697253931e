"""Reporting something through the API."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from participation.comments.models import Comment
from participation.moderation.actions import flag
from participation.moderation.models import Flag, FlagReason, Part
from participation.opendata.filters import BIGGEST
from participation.opendata.rest.views import ViewSet
from participation.opendata.values import plain
from participation.subjects.models import Subject
from participation.subjects.querysets import shown


class FlagIn(serializers.Serializer):
    """A report: on a subject, one of its comments, its answer, or the public name of whoever wrote it."""

    subject = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    comment = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False, allow_null=True)
    part = serializers.ChoiceField(choices=Part.values, default=Part.TEXT.value)
    reason = serializers.ChoiceField(choices=FlagReason.values)
    text = serializers.CharField(
        max_length=Flag._meta.get_field("text").max_length, required=False, allow_blank=True, default=""
    )


class FlagSerializer(serializers.Serializer):
    """A report of the caller's: nothing is hidden by it; a person decides, and tells whoever reported."""

    id = serializers.IntegerField()
    subject = serializers.IntegerField()
    comment = serializers.IntegerField(allow_null=True)
    part = serializers.ChoiceField(choices=Part.values)
    reason = serializers.ChoiceField(choices=FlagReason.values)
    text = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class FlagViewSet(ViewSet):
    """Reports to the moderators. They are made here and read by nobody but them."""

    takes = {"create": FlagIn}
    gives = {"create": {201: FlagSerializer}}
    scopes = {"create": "flags.make"}

    def create(self, request: Request) -> Response:
        """Report something that is shown; while a report of the caller's on it is open, again is the same one."""
        author = self.author()
        given = self.body(FlagIn)
        subject = shown(Subject.objects.all(), "").filter(pk=given["subject"]).first()
        if subject is None:
            raise Http404
        made = flag(
            subject=subject,
            comment=self._comment(subject, given.get("comment")),
            part=given["part"],
            reason=given["reason"],
            text=given["text"],
            by=author,
            at=timezone.now(),
        )
        return Response(_told(made), status=201)

    @staticmethod
    def _comment(subject: Subject, pk: int | None) -> Comment | None:
        if pk is None:
            return None
        comment = Comment.objects.public().filter(pk=pk, subject=subject).first()
        if comment is None:
            raise serializers.ValidationError({"comment": [_("There is no such comment on this subject.")]})
        return comment


def _told(made: Flag) -> dict[str, Any]:
    return {
        "id": made.pk,
        "subject": made.subject_id,
        "comment": made.comment_id,
        "part": made.part,
        "reason": made.reason,
        "text": made.text,
        "at": plain(made.at),
    }
