"""Addresses of joins."""

from django.urls import path

from participation.joins import views

app_name = "joins"
urlpatterns = [
    path("temas/<int:subject_pk>/sumarme/", views.join, name="join"),
    path("temas/<int:subject_pk>/ya-no-me-sumo/", views.leave, name="leave"),
]
