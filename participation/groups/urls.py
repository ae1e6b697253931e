"""Addresses of lists of people."""

from django.urls import path

from participation.groups import views

app_name = "groups"

urlpatterns = [path("cuenta/listas/<int:pk>/", views.join, name="join")]
