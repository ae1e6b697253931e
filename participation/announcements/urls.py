"""Addresses of announcements and newsletters."""

from django.urls import path

from participation.announcements import views

app_name = "announcements"
urlpatterns = [
    path("boletines/", views.archive, name="list"),
    path("boletines/<int:pk>/", views.detail, name="detail"),
]
