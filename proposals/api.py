"""Proposals in the API: reading them, handing one in, supporting."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from participation.access.verdict import Verdict
from participation.comments.policies import may_comment
from participation.contribution import Channel
from participation.follows.policies import may_follow
from participation.models import Person, Territory
from participation.opendata.filters import BIGGEST, DayFilter, IdFilter
from participation.opendata.rest.views import DatasetViewSet
from participation.opendata.visibility import shown
from participation.organisations.api import spoken_for_or_refused
from participation.web.keyset import StoredPages
from processes.models import Component, Process
from proposals import policies
from proposals.actions.coauthor import leave_proposal
from proposals.actions.draft import submit_proposal
from proposals.actions.support import support_proposal, withdraw_support
from proposals.coauthors import signers_of_row
from proposals.datasets import PROPOSALS
from proposals.filters import ProposalFilter
from proposals.many import gather_proposals
from proposals.models import Proposal


class ProposalApiFilters(ProposalFilter):
    """The filters of the page, and those that its address says by itself: which process and which call."""

    process = django_filters.CharFilter(
        field_name="component__process__slug",
        max_length=80,
        help_text=gettext_lazy("The process: its name in addresses."),
    )
    component = IdFilter(field_name="component_id", help_text=gettext_lazy("Key of the proposal call."))
    organisation = IdFilter(
        field_name="organisation_id", help_text=gettext_lazy("Key of the organisation in whose name they stand.")
    )


class SupportFilters(django_filters.FilterSet):
    """Filters of supports by day."""

    process = django_filters.CharFilter(
        field_name="proposal__component__process__slug",
        max_length=80,
        help_text=gettext_lazy("The process: its name in addresses."),
    )
    proposal = IdFilter(field_name="proposal_id", help_text=gettext_lazy("Key of the proposal."))
    since = DayFilter(field_name="at", lookup_expr="gte", help_text=gettext_lazy("From this day on (UTC)."))
    until = DayFilter(field_name="at", lookup_expr="lt", help_text=gettext_lazy("Before this day (UTC)."))


class ProposalIn(serializers.Serializer):
    """A proposal to be handed in."""

    component = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    title = serializers.CharField(max_length=300)
    body = serializers.CharField(max_length=20_000)
    territory = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False, allow_null=True)
    latitude = serializers.DecimalField(
        max_digits=9,
        decimal_places=6,
        min_value=-90,
        max_value=90,
        required=False,
        allow_null=True,
        coerce_to_string=False,
    )
    longitude = serializers.DecimalField(
        max_digits=9,
        decimal_places=6,
        min_value=-180,
        max_value=180,
        required=False,
        allow_null=True,
        coerce_to_string=False,
    )
    address = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    tags = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, max_length=20, default=list
    )
    organisation = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False, allow_null=True)
    lang = serializers.RegexField(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,4})?$", max_length=8, default="es")


class SupportSerializer(serializers.Serializer):
    """Whether the caller supports a proposal now, and how many people do."""

    proposal = serializers.IntegerField()
    supported = serializers.BooleanField()
    supports_count = serializers.IntegerField()


class SignatureSerializer(serializers.Serializer):
    """Whether the caller signs a proposal as its co-author now."""

    proposal = serializers.IntegerField()
    signs = serializers.BooleanField()


def may_support(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may support it."""
    return policies.may_support(person, row, at=at, standing=getattr(row, "standing", None))


def may_comment_on(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may comment on it."""
    return may_comment(person, row.subject, at=at)


def may_follow_it(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may follow it."""
    return may_follow(person, row.subject)


def may_edit(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may edit it."""
    return policies.may_edit(person, row, at=at)


def may_withdraw(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may withdraw it."""
    return policies.may_withdraw(person, row, at=at)


def listed() -> QuerySet:
    """Return the rows of the list: each has its counters, whose indexes give the orders without sorting."""
    # Public proposals do not depend on the moment.
    return PROPOSALS.rows(timezone.now()).filter(counts__isnull=False, subject__counts__isnull=False)


class ProposalViewSet(DatasetViewSet):
    """What people propose; and proposing, and supporting."""

    dataset = PROPOSALS
    pages = StoredPages(listed)
    acts = {
        "support": may_support,
        "comment": may_comment_on,
        "follow": may_follow_it,
        "edit": may_edit,
        "withdraw": may_withdraw,
    }
    gives_folio = True
    takes = {"create": ProposalIn}
    scopes = {
        "create": "proposals.submit",
        "support": "proposals.support",
        "withdraw_support": "proposals.support",
        "leave": "invitations.answer",
    }
    gives = {
        "support": {200: SupportSerializer},
        "withdraw_support": {200: SupportSerializer},
        "leave": {200: SignatureSerializer},
    }

    def rows(self) -> Any:
        """Return the public rows with what the policies read."""
        if self.action == "list":
            return listed()
        return super().rows().select_related("component__process__subject", "component__subject")

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring the calls of the rows with their clock, and how the caller stands in them and before each row."""
        gather_proposals(rows, person, at)

    def create(self, request: Request) -> Response:
        """Hand in a proposal: published at once, or waiting for a moderator where the call says so."""
        author = self.author()
        given = self.body(ProposalIn)
        component = self._component(given.pop("component"))
        made = submit_proposal(
            component=component,
            by=author,
            at=timezone.now(),
            act_id=self.act_id(author),
            channel=Channel.API,
            **{
                **given,
                "territory": self._territory(given.get("territory")),
                "organisation": spoken_for_or_refused(given.get("organisation")),
            },
        )
        row = (
            Proposal.objects.select_related(
                "subject__counts",
                "subject__origin__batch",
                "counts",
                "author",
                "organisation",
                "component__process__subject",
                "component__subject",
            )
            .annotate(signed_by=signers_of_row())
            .get(pk=made.pk)
        )
        return self.made(row)

    @action(detail=True, methods=["put"], url_path="support")
    def support(self, request: Request, pk: str) -> Response:
        """Support a proposal; twice changes nothing."""
        proposal = self.row(pk)
        support_proposal(proposal=proposal, by=self.author(), at=timezone.now(), channel=Channel.API)
        return self._supported(proposal, now=True)

    @support.mapping.delete
    def withdraw_support(self, request: Request, pk: str) -> Response:
        """Take a support back; without one, nothing changes."""
        proposal = self.row(pk)
        withdraw_support(proposal=proposal, by=self.author(), at=timezone.now())
        return self._supported(proposal, now=False)

    @action(detail=True, methods=["delete"], url_path="signature")
    def leave(self, request: Request, pk: str) -> Response:
        """Stop signing a proposal as its co-author; without signing it, nothing changes."""
        proposal = self.row(pk)
        leave_proposal(proposal=proposal, by=self.author(), at=timezone.now())
        return Response({"proposal": proposal.pk, "signs": False})

    @staticmethod
    def _supported(proposal: Proposal, *, now: bool) -> Response:
        return Response({"proposal": proposal.pk, "supported": now, "supports_count": proposal.counts.supports})

    @staticmethod
    def _component(pk: int) -> Component:
        found = shown(Component.objects.filter(pk=pk, kind="proposals", process__in=Process.objects.public()))
        component = found.select_related("process__subject", "subject").first()
        if component is None:
            raise Http404
        return component

    @staticmethod
    def _territory(pk: int | None) -> Territory | None:
        if pk is None:
            return None
        territory = Territory.objects.filter(pk=pk).first()
        if territory is None:
            raise serializers.ValidationError({"territory": [_("There is no territory with this key.")]})
        return territory
