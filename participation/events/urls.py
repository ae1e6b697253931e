"""Addresses of timelines."""

from django.urls import path

from participation.events import views

app_name = "events"
urlpatterns = [path("<int:subject_pk>/historia/", views.history, name="history")]
