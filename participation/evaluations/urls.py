"""Addresses of evaluations, by the key of the subject that they are about."""

from django.urls import path

from participation.evaluations import views

app_name = "evaluations"
urlpatterns = [path("evaluaciones/<int:about_pk>/", views.page, name="page")]
