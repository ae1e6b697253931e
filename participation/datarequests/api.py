"""Requests of data in the API."""

from participation.asks.api import AskViewSet
from participation.datarequests.datasets import DATAREQUESTS
from participation.datarequests.kind import NAME


class DataRequestViewSet(AskViewSet):
    """Which data people miss; and asking for some."""

    kind = NAME
    dataset = DATAREQUESTS
