"""Proposed changes in the API: reading them, proposing one, and what the caller may do with each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from participation.access.verdict import Verdict
from participation.contribution import Channel
from participation.joins.policies import may_join
from participation.models import Person
from participation.opendata.filters import BIGGEST, IdFilter
from participation.opendata.rest.views import DatasetViewSet
from proposals.amendments import policies
from proposals.amendments.actions import (
    accept_amendment,
    decline_amendment,
    propose_amendment,
    withdraw_amendment,
)
from proposals.amendments.datasets import AMENDMENTS
from proposals.amendments.many import gather_amendments
from proposals.models import Amendment, AmendmentState, Proposal


class AmendmentFilters(django_filters.FilterSet):
    """Of which proposal, and what became of them."""

    proposal = IdFilter(field_name="proposal_id", help_text=gettext_lazy("Key of the proposal."))
    state = django_filters.ChoiceFilter(
        choices=AmendmentState.choices[:3], help_text=gettext_lazy("open, accepted or declined")
    )


class AmendmentIn(serializers.Serializer):
    """A change to be proposed: ``passage`` is the paragraph as it is, ``position`` which one it is, from 0."""

    proposal = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    position = serializers.IntegerField(min_value=0, max_value=100_000)
    passage = serializers.CharField(max_length=20_000)
    title = serializers.CharField(max_length=200)
    wording = serializers.CharField(max_length=20_000, allow_blank=True)
    reason = serializers.CharField(max_length=2_000)
    lang = serializers.RegexField(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,4})?$", max_length=8, default="es")


class DeclineIn(serializers.Serializer):
    """Why a change is not accepted; everybody reads it."""

    reason = serializers.CharField(max_length=2_000)


class DecidedSerializer(serializers.Serializer):
    """What became of a change, and in which version of the text it stands."""

    amendment = serializers.IntegerField()
    state = serializers.ChoiceField(choices=AmendmentState.values)
    version = serializers.IntegerField(allow_null=True)


def may_join_it(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may say that they want it too."""
    row.subject._amendment = row
    return may_join(person, row.subject, at=at)


def may_accept(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may take it into the text."""
    return policies.may_accept(person, row, at=at)


def may_decline(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may say no."""
    return policies.may_decline(person, row, at=at)


def may_withdraw(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may take it back."""
    return policies.may_withdraw(person, row)


class AmendmentViewSet(DatasetViewSet):
    """Changes that people propose to texts; and proposing one."""

    dataset = AMENDMENTS
    acts = {"join": may_join_it, "accept": may_accept, "decline": may_decline, "withdraw": may_withdraw}
    gives_folio = True
    takes = {"create": AmendmentIn, "decline": DeclineIn}
    gives = {name: {200: DecidedSerializer} for name in ("accept", "decline", "withdraw")}
    scopes = {
        "create": "amendments.propose",
        "withdraw": "amendments.propose",
        "accept": "amendments.decide",
        "decline": "amendments.decide",
    }

    def rows(self) -> Any:
        """Return the public rows with what the policies read."""
        return (
            super().rows().select_related("proposal__subject", "proposal__component__process__subject")
        ).select_related("proposal__component__subject")

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring what the policies read of many rows."""
        gather_amendments(rows, person)

    def create(self, request: Request) -> Response:
        """Propose a change to one paragraph of a published proposal."""
        author = self.author()
        given = dict(self.body(AmendmentIn))
        public = Proposal.objects.public().select_related(
            "subject", "territory", "component__process__subject", "component__subject"
        )
        proposal = public.filter(pk=given.pop("proposal")).first()
        if proposal is None:
            raise Http404
        made = propose_amendment(
            proposal=proposal,
            by=author,
            at=timezone.now(),
            act_id=self.act_id(author),
            channel=Channel.API,
            **given,
        )
        return self.made(Amendment.objects.for_page().get(pk=made.pk))

    @action(detail=True, methods=["put"], url_path="accept")
    def accept(self, request: Request, pk: str) -> Response:
        """Take the change into the text as a new version; twice changes nothing. Whoever signs the proposal may."""
        return _decided(accept_amendment(amendment=self.row(pk), by=self.author(), at=timezone.now()))

    @action(detail=True, methods=["put"], url_path="decline")
    def decline(self, request: Request, pk: str) -> Response:
        """Say no to the change, with a reason that everybody reads. Whoever signs the proposal may."""
        row, reason = self.row(pk), self.body(DeclineIn)["reason"]
        return _decided(decline_amendment(amendment=row, reason=reason, by=self.author(), at=timezone.now()))

    @action(detail=True, methods=["put"], url_path="withdraw")
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take one's own change back: it is public no more."""
        return _decided(withdraw_amendment(amendment=self.row(pk), by=self.author(), at=timezone.now()))


def _decided(amendment: Amendment) -> Response:
    number = amendment.version.number if amendment.version is not None else None
    return Response({"amendment": amendment.pk, "state": amendment.state, "version": number})
