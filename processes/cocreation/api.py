"""Contributions and their clusters in the API: reading, and handing in."""

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
from participation.models import Person
from participation.opendata.filters import BIGGEST, IdFilter
from participation.opendata.rest.views import DatasetViewSet
from participation.subjects.above import look_above
from processes.cocreation import policies
from processes.cocreation.actions.contributions import contribute, withdraw_contribution
from processes.cocreation.datasets import CLUSTERS, CONTRIBUTIONS, SOLUTIONS, TREES
from processes.cocreation.forms import places_of
from processes.models import Component, Contribution


class ContributionFilters(django_filters.FilterSet):
    """Filters of contributions."""

    component = IdFilter(field_name="component_id", help_text=gettext_lazy("Key of the activity."))
    cluster = IdFilter(field_name="placements__cluster_id", help_text=gettext_lazy("Key of a cluster that it is in."))
    channel = django_filters.ChoiceFilter(choices=Channel.choices, help_text=gettext_lazy("How it reached us."))


class ClusterFilters(django_filters.FilterSet):
    """Filters of clusters."""

    component = IdFilter(field_name="component_id", help_text=gettext_lazy("Key of the activity."))


class TreeFilters(ClusterFilters):
    """Filters of problem trees."""

    cluster = IdFilter(field_name="cluster_id", help_text=gettext_lazy("Key of the cluster that it grew from."))


class SolutionFilters(django_filters.FilterSet):
    """Filters of options of solution."""

    encounter = IdFilter(field_name="table__encounter_id", help_text=gettext_lazy("Key of the encounter."))
    tree = IdFilter(field_name="table__tree_id", help_text=gettext_lazy("Key of the problem tree."))


class ContributionIn(serializers.Serializer):
    """A contribution to be handed in."""

    component = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    text = serializers.CharField(max_length=2500)
    theme = serializers.CharField(max_length=80, required=False, default="", allow_blank=True)
    territory = serializers.IntegerField(min_value=1, max_value=BIGGEST, required=False, allow_null=True, default=None)
    nameless = serializers.BooleanField(required=False, default=False)
    lang = serializers.RegexField(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,4})?$", max_length=8, default="es")


class WithdrawnSerializer(serializers.Serializer):
    """What was withdrawn."""

    contribution = serializers.IntegerField()


def may_withdraw_it(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may withdraw it."""
    return policies.may_withdraw(person, row)


class ContributionViewSet(DatasetViewSet):
    """Contributions; and handing in and withdrawing one's own."""

    dataset = CONTRIBUTIONS
    acts = {"withdraw": may_withdraw_it}
    takes = {"create": ContributionIn}
    gives = {"withdraw": {200: WithdrawnSerializer}}
    scopes = {"create": "contributions.contribute", "withdraw": "contributions.contribute"}

    def rows(self) -> Any:
        """Return the public rows with what the policies read."""
        return super().rows().select_related("subject__folio", "subject__response", "author")

    def gather(self, rows: Sequence[Any], person: Person, at: datetime) -> None:
        """Bring what lies above the rows."""
        look_above(row.subject for row in rows)

    def create(self, request: Request) -> Response:
        """Hand in a contribution: published at once, or waiting for a moderator where the activity says so."""
        author = self.author()
        given = dict(self.body(ContributionIn))
        places = Component.objects.visible_to(author).with_clock().filter(kind="contributions")
        component = places.filter(pk=given.pop("component")).first()
        if component is None:
            raise Http404
        place = given.pop("territory")
        territory = None
        if place is not None:
            territory = places_of(component).filter(pk=place).first()
            if territory is None:
                raise serializers.ValidationError({"territory": [gettext_lazy("There is no such place here.")]})
        made = contribute(
            component=component,
            by=author,
            at=timezone.now(),
            act_id=self.act_id(author),
            channel=Channel.API,
            territory=territory,
            **given,
        )
        row = Contribution.objects.select_related("subject__folio", "subject__response", "author").get(pk=made.pk)
        response = Response(self.shown(row), status=201)
        response["Location"] = request.build_absolute_uri(f"{request.path}{made.pk}/")
        return response

    @action(detail=True, methods=["post"], url_path="withdraw")
    def withdraw(self, request: Request, pk: str) -> Response:
        """Withdraw one's own contribution while it is not answered."""
        row = self.row(pk)
        withdraw_contribution(contribution=row, by=self.author(), at=timezone.now())
        return Response({"contribution": row.pk})


class ClusterViewSet(DatasetViewSet):
    """Clusters of contributions, each with what is in it."""

    dataset = CLUSTERS


class TreeViewSet(DatasetViewSet):
    """Problem trees as last published."""

    dataset = TREES


class SolutionViewSet(DatasetViewSet):
    """Options of solution of co-creation tables, with how they were ranked."""

    dataset = SOLUTIONS
