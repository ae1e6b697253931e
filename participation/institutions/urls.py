"""Addresses of institutions."""

from django.urls import path

from participation.institutions import views

app_name = "institutions"
urlpatterns = [
    path("instituciones/", views.index, name="list"),
    path("instituciones/<slug:slug>/", views.detail, name="detail"),
]
