"""Comments in the API: reading and writing them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from participation.access.verdict import Verdict
from participation.comments import policies
from participation.comments.actions import comment_on
from participation.comments.datasets import COMMENTS
from participation.comments.models import Comment, Stance
from participation.contribution import Channel
from participation.models import Person
from participation.moderation.policies import may_flag
from participation.opendata.filters import BIGGEST, IdFilter, MomentFilter, one_of
from participation.opendata.rest.views import DatasetViewSet
from participation.opendata.visibility import shown
from participation.organisations.api import spoken_for_or_refused
from participation.subjects.above import gather
from participation.subjects.models import Subject


class CommentFilters(django_filters.FilterSet):
    """Filters of comments."""

    subject = IdFilter(field_name="subject_id", help_text=gettext_lazy("Key of the subject commented on."))
    below = IdFilter(
        method="lies_below",
        help_text=gettext_lazy("Key of the subject of a process: comments on everything within it."),
    )
    thread = IdFilter(field_name="root_id", help_text=gettext_lazy("Key of the comment that began the thread."))
    stance = one_of(Stance.choices, help_text=gettext_lazy("for, neutral or against."))
    since = MomentFilter(
        field_name="at", lookup_expr="gte", help_text=gettext_lazy("Written at or after this moment (ISO 8601).")
    )
    until = MomentFilter(
        field_name="at", lookup_expr="lt", help_text=gettext_lazy("Written before this moment (ISO 8601).")
    )

    def lies_below(self, queryset, name, value):  # type: ignore[no-untyped-def]
        """Return the comments on what lies within a subject, or on it."""
        from django.db.models import Q

        return queryset.filter(Q(subject_id=value) | Q(subject__ancestors__contains=[value]))


class CommentIn(serializers.Serializer):
    """A comment to be written."""

    subject = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    text = serializers.CharField(max_length=Comment.MAX_LENGTH)
    stance = serializers.ChoiceField(choices=Stance.values, default="neutral")
    parent = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False, allow_null=True)  # type: ignore[assignment]
    organisation = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False, allow_null=True)
    lang = serializers.RegexField(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,4})?$", max_length=8, default="es")


def may_reply(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may reply."""
    return policies.may_reply(person, row, at=at)


def may_edit(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may correct it."""
    return policies.may_edit(person, row, at=at)


def may_withdraw(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may take it back."""
    return policies.may_withdraw(person, row, at=at)


def may_flag_it(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may report it."""
    return may_flag(person, row.subject, row, at=at)


class CommentViewSet(DatasetViewSet):
    """What people said; and saying something."""

    dataset = COMMENTS
    acts = {"reply": may_reply, "edit": may_edit, "withdraw": may_withdraw, "flag": may_flag_it}
    takes = {"create": CommentIn}
    scopes = {"create": "comments.write"}

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring what answers whether each of their subjects takes comments."""
        gather((row.subject for row in rows), person)

    def create(self, request: Request) -> Response:
        """Write a comment, or a reply to one."""
        author = self.author()
        given = self.body(CommentIn)
        subject = shown(Subject.objects.all(), "").filter(pk=given["subject"]).first()
        if subject is None:
            raise Http404
        subject.closed_above = False  # type: ignore[attr-defined]  # it is shown: what lies above was asked with it
        made = comment_on(
            subject=subject,
            text=given["text"],
            by=author,
            at=timezone.now(),
            parent=self._parent(given),
            stance=given["stance"],
            act_id=self.act_id(author),
            channel=Channel.API,
            lang=given["lang"],
            organisation=spoken_for_or_refused(given.get("organisation")),
        )
        made.subject, made.author = subject, author
        response = Response(self.shown(made), status=201)
        response["Location"] = request.build_absolute_uri(f"{request.path}{made.pk}/")
        return response

    @staticmethod
    def _parent(given: dict[str, Any]) -> Comment | None:
        if given.get("parent") is None:
            return None
        parent = (
            Comment.objects.select_related("subject", "root")
            .filter(pk=given["parent"], subject_id=given["subject"])
            .first()
        )
        if parent is None:
            raise serializers.ValidationError({"parent": [_("There is no such comment on this subject.")]})
        return parent
