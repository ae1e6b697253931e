"""Addresses of versions."""

from django.urls import path

from participation.versions import views

app_name = "versions"
urlpatterns = [path("<int:subject_pk>/cambios/", views.changes, name="list")]
