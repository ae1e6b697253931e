"""Addresses of a person's own pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("allauth.account.urls")),
]
