"""Invitations in the API: making and taking back one's own, reading and answering those that reached the caller."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from participation.comments.models import Comment
from participation.invitations import actions, policies
from participation.invitations.models import Invitation, InvitationAnswer
from participation.invitations.registry import get_purpose, purpose_for
from participation.models import Person
from participation.opendata.filters import BIGGEST, PAGING, BadParameters
from participation.opendata.rest.views import LARGEST, LIMIT, ViewSet, said, whole_number
from participation.opendata.values import plain
from participation.subjects.visibility import subject_or_404
from participation.web.addresses import absolute
from participation.web.keyset import paginate

SEND, ANSWER = "invitations.send", "invitations.answer"


class InvitationIn(serializers.Serializer):
    """Who is invited to what: by an e-mail address or mobile number, or whoever wrote a public comment on it."""

    subject = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    contact = serializers.CharField(max_length=254, required=False, allow_blank=True, default="")
    comment = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for one of the two."""
        if bool(attrs["contact"].strip()) == bool(attrs.get("comment")):
            raise serializers.ValidationError({"contact": [_("Give a contact or a comment, one of the two.")]})
        return attrs


class InvitationDeclineIn(serializers.Serializer):
    """Why, if one likes to say so; whoever invited reads it."""

    reason = serializers.CharField(max_length=actions.LONGEST_REASON, required=False, allow_blank=True, default="")


class InvitationMay(serializers.Serializer):
    """What the caller may do with an invitation."""

    accept = serializers.DictField()
    decline = serializers.DictField()
    cancel = serializers.DictField()


class InvitationSerializer(serializers.Serializer):
    """An invitation that the caller made or that reached them. Of a contact only a hint is shown, to who wrote it."""

    id = serializers.IntegerField()
    received = serializers.BooleanField()
    subject = serializers.IntegerField()
    title = serializers.CharField()
    purpose = serializers.CharField()
    asks = serializers.CharField()
    by = serializers.CharField()
    hint = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    answer = serializers.ChoiceField(choices=InvitationAnswer.values, allow_blank=True)
    url = serializers.URLField()
    may = InvitationMay()


class InvitationPage(serializers.Serializer):
    """One page of invitations."""

    results = InvitationSerializer(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class InvitationViewSet(ViewSet):
    """One's own invitations. A key that is limited to acts needs an act for reading them, too."""

    lookup_value_regex = "[0-9]{1,18}"
    takes = {"create": InvitationIn, "decline": InvitationDeclineIn}
    gives = {
        "list": {200: InvitationPage},
        "create": {201: InvitationSerializer},
        "destroy": {200: InvitationSerializer},
        "accept": {200: InvitationSerializer},
        "decline": {200: InvitationSerializer},
    }
    scopes = {"list": ANSWER, "create": SEND, "destroy": SEND, "accept": ANSWER, "decline": ANSWER}

    def list(self, request: Request) -> Response:
        """Return what waits for the caller's answer and what the caller sent, newest first."""
        person, at = self.author(), timezone.now()
        unknown = sorted(set(request.query_params) - PAGING)
        if unknown:
            raise BadParameters((name[:100], "unknown", _("There is no filter with this name.")) for name in unknown)
        waiting = Invitation.objects.to_person(person).open(at)
        rows = _with_names().filter(Q(by=person) | Q(pk__in=waiting.values("pk")))
        page = paginate(
            request._request, rows, order=("-at", "-id"), size=whole_number(request, "limit", LIMIT, LARGEST)
        )
        return Response(
            {
                "results": [_told(row, person, at) for row in page.rows],
                "next": request.build_absolute_uri(page.next_url) if page.next_url else None,
                "previous": request.build_absolute_uri(page.previous_url) if page.previous_url else None,
            }
        )

    def create(self, request: Request) -> Response:
        """Invite somebody; while an invitation to them waits, again is the same one."""
        person, at = self.author(), timezone.now()
        given = self.body(InvitationIn)
        subject = subject_or_404(given["subject"], person)
        purpose = purpose_for(subject)
        if purpose is None:
            raise Http404
        # The rule is asked before whether a comment exists, so that nobody learns of it who may not invite.
        policies.may_invite(person, subject, purpose.name, at=at).enforce()
        made = actions.invite_person(
            subject=subject,
            purpose=purpose.name,
            by=person,
            at=at,
            contact=given["contact"],
            person=_who_wrote(subject.pk, given.get("comment")),
        )
        where = request.build_absolute_uri(f"{request.path}{made.pk}/")
        return Response(_told(made, person, at), status=201, headers={"Location": where})

    def destroy(self, request: Request, pk: str) -> Response:
        """Take an invitation back that nobody answered; twice changes nothing."""
        person, at = self.author(), timezone.now()
        row = _or_404(_with_names().filter(by=person), pk)
        return Response(_told(actions.cancel_invitation(invitation=row, by=person, at=at), person, at))

    @action(detail=True, methods=["put"], url_path="accept")
    def accept(self, request: Request, pk: str) -> Response:
        """Accept; twice changes nothing."""
        person, at = self.author(), timezone.now()
        row = _or_404(_with_names().to_person(person), pk)
        return Response(_told(actions.accept_invitation(invitation=row, by=person, at=at), person, at))

    @action(detail=True, methods=["put"], url_path="decline")
    def decline(self, request: Request, pk: str) -> Response:
        """Decline; twice changes nothing."""
        person, at = self.author(), timezone.now()
        row, given = _or_404(_with_names().to_person(person), pk), self.body(InvitationDeclineIn)
        done = actions.decline_invitation(invitation=row, by=person, at=at, reason=given["reason"])
        return Response(_told(done, person, at))


def _with_names() -> Any:
    return Invitation.objects.select_related("subject", "by").defer("subject__search")


def _or_404(rows: Any, pk: str) -> Invitation:
    found: Invitation | None = rows.filter(pk=int(pk)).first()
    if found is None:
        raise Http404
    return found


def _who_wrote(subject_pk: int, comment_pk: int | None) -> Person | None:
    """Return whoever wrote a public comment there under a name. Raises ValidationError."""
    if comment_pk is None:
        return None
    named = Comment.objects.public().filter(
        author__erased_at__isnull=True, author__name_hidden_at__isnull=True, organisation__isnull=True
    )
    found = named.select_related("author").filter(pk=comment_pk, subject=subject_pk).first()
    if found is None:
        raise serializers.ValidationError({"comment": [_("There is no such comment on this subject.")]})
    return found.author


def _told(row: Invitation, person: Person, at: datetime) -> dict[str, Any]:
    own, purpose = row.by_id == person.pk, get_purpose(row.purpose)
    return {
        "id": row.pk,
        "received": not own,
        "subject": row.subject_id,
        "title": row.subject.shown_title,
        "purpose": row.purpose,
        "asks": purpose.asks(row.details),
        "by": row.by.public_name,
        "hint": row.hint if own else "",
        "at": plain(row.at),
        "expires_at": plain(row.expires_at),
        "answer": row.answer,
        "url": absolute(purpose.invite_path(row.subject) if own else f"/cuenta/invitaciones/{row.pk}/"),
        "may": {
            "accept": said(policies.may_accept(person, row, at=at)),
            "decline": said(policies.may_decline(person, row, at=at)),
            "cancel": said(policies.may_cancel(person, row, at=at)),
        },
    }
