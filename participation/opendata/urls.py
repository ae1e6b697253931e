"""Addresses of open data."""

from django.urls import path, register_converter

from participation.opendata import views


class DatasetName:
    """The name of a dataset."""

    regex = "[a-z_]+"

    def to_python(self, value: str) -> str:
        """Return the name."""
        return value

    def to_url(self, value: str) -> str:
        """Return the name."""
        return value


register_converter(DatasetName, "dataset")

app_name = "opendata"
urlpatterns = [
    path("", views.home, name="home"),
    path("api/", views.about_api, name="api"),
    path("catalogo.jsonld", views.catalogue, name="catalogue"),
    path("<dataset:name>/", views.dataset_page, name="dataset"),
    path("<dataset:name>.csv", views.download, {"form": "csv"}, name="csv"),
    path("<dataset:name>.jsonl", views.download, {"form": "jsonl"}, name="jsonl"),
    path("<dataset:name>.geojson", views.download, {"form": "geojson"}, name="geojson"),
]
