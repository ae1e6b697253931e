"""Addresses of the electoral calendar."""

from django.urls import path

from participation.veda import views

app_name = "veda"
urlpatterns = [path("veda/", views.calendar, name="list")]
