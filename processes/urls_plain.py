"""Addresses without a language: what search engines read."""

from django.urls import path

from processes.views import sitemap

urlpatterns = [
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
]
