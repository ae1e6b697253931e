"""Addresses of the ground floor's pages."""

from django.urls import include, path

from participation.search import views as search

urlpatterns = [
    path("buscar/", search.results, name="search"),
    path("datos/", include("participation.opendata.urls")),
]
