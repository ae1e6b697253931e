"""Organisations in the API."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from participation.access.verdict import Verdict
from participation.follows.policies import may_follow
from participation.opendata.rest.views import DatasetViewSet
from participation.organisations.datasets import ORGANISATIONS
from participation.organisations.models import Organisation
from participation.organisations.querysets import named_or_none


def may_follow_it(person: Any, row: Any, at: datetime) -> Verdict:
    """Ask whether the caller may follow it."""
    return may_follow(person, row.subject)


def spoken_for_or_refused(pk: int | None) -> Organisation | None:
    """Return the organisation in whose name the caller says that they act; the act asks whether they may."""
    found = named_or_none(pk)
    if pk is not None and found is None:
        raise serializers.ValidationError({"organisation": [_("There is no organisation with this key.")]})
    return found


class OrganisationViewSet(DatasetViewSet):
    """Associations and groups that propose and comment."""

    dataset = ORGANISATIONS
    acts = {"follow": may_follow_it}
