"""Addresses of moderation."""

from django.urls import path

from participation.moderation import views

app_name = "moderation"
urlpatterns = [
    path("temas/<int:subject_pk>/reportar/", views.report, name="flag"),
    path("mesa/moderacion/", views.queue, name="queue"),
    path("mesa/moderacion/temas/<int:subject_pk>/", views.decision, name="decide"),
    path("moderacion/", views.log, name="log"),
]
