"""Addresses of exports."""

from django.urls import path

from participation.exports import views

app_name = "exports"
urlpatterns = [
    path("cuenta/archivos/<uuid:key>/", views.download, name="download"),
    path("cuenta/archivos/<uuid:key>/borrar/", views.delete, name="delete"),
    path("mesa/exportaciones/", views.official, name="official"),
    path("mesa/exportaciones/<slug:kind>/pedir/", views.request_official, name="request"),
]
