"""Addresses of editable pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
