"""Re-uses in the API."""

from participation.opendata.rest.views import DatasetViewSet
from participation.reuses.datasets import REUSES


class ReuseViewSet(DatasetViewSet):
    """What people built on the data."""

    dataset = REUSES
