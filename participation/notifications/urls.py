"""Addresses of notifications."""

from django.urls import path

from participation.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("cuantas/", views.count, name="count"),
    path("leidas/", views.read_all, name="read-all"),
    path("preferencias/", views.preferences, name="preferences"),
    path("preferencias/cuando/", views.plan, name="plan"),
    path("preferencias/otra-vez/", views.resume, name="resume"),
    path("sobre/<int:subject_pk>/", views.about, name="about"),
    path("baja/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("<int:pk>/abrir/", views.open_notice, name="open"),
    path("<int:pk>/leida/", views.read_one, name="read"),
]
