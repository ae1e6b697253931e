"""Addresses of territories."""

from django.urls import path

from participation.territories import views

app_name = "territories"
urlpatterns = [
    path("territorios/", views.index, name="list"),
    path("territorios/contornos.geojson", views.outlines, name="outlines"),
    path("territorios/<int:pk>/", views.detail, name="detail"),
    path("territorios/<int:pk>/contorno.geojson", views.outline, name="outline"),
]
