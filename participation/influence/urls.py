"""Addresses of what became of what people said."""

from django.urls import path

from participation.influence import views

app_name = "influence"
urlpatterns = [
    path("cuenta/que-paso/", views.mine, name="mine"),
    path("temas/<int:subject_pk>/recorrido/", views.flow, name="flow"),
]
