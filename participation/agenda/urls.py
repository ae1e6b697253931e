"""Addresses of the public agenda."""

from django.urls import path

from participation.agenda import views

app_name = "agenda"
urlpatterns = [
    path("agenda/", views.listing, name="list"),
    path("agenda/calendario.ics", views.calendar, name="ics"),
    path("agenda/<int:pk>/", views.detail, name="detail"),
]
