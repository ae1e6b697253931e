"""Addresses of changes of administration."""

from django.urls import path

from participation.administrations import views

app_name = "administrations"
urlpatterns = [
    path("administraciones/", views.administrations, name="list"),
    path("mesa/administraciones/", views.desk, name="desk"),
    path("mesa/administraciones/<int:pk>/retirar/", views.withdraw, name="withdraw"),
    path("mesa/administraciones/asunto/<int:subject_pk>/", views.pronounce, name="pronounce"),
]
