"""Addresses of files."""

from django.urls import path

from participation.files import views

app_name = "files"
urlpatterns = [
    path("archivos/<uuid:key>/", views.download, name="download"),
    path("archivos/<uuid:key>/miniatura/", views.thumbnail, name="thumbnail"),
    path("archivos/<uuid:key>/quitar/", views.remove, name="remove"),
    path("archivos/<uuid:key>/descripcion/", views.describe, name="describe"),
]
