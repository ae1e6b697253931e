"""Addresses of the guard's pages: what a person goes on with, looks at personal data, acts that need two people."""

from django.urls import path

from participation.access import views, views_resume
from participation.access.field import views as field
from participation.people.safety.views import recover

app_name = "access"

urlpatterns = [
    path("cuenta/seguir/", views_resume.wanted, name="resume"),
    path("cuenta/seguir/guardar/", views_resume.keep, name="keep"),
    path("cuenta/seguir/olvidar/", views_resume.forget, name="forget"),
    path("mesa/datos-personales/", views.viewing, name="viewing"),
    path("mesa/datos-personales/cerrar/", views.close, name="close-viewing"),
    path("mesa/dos-personas/", views.pending, name="pending"),
    path("mesa/dos-personas/reglas/", views.rules, name="two-people"),
    path("mesa/dos-personas/<int:pk>/", views.pending_act, name="pending-act"),
    path("mesa/segundo-paso/", recover, name="recover"),
    path("mesa/campo/", field.desk, name="field"),
    path("mesa/campo/hoja.csv", field.sheet, name="field-sheet"),
    path("mesa/campo/<int:pk>/terminar/", field.end, name="field-end"),
    path("mesa/campo/<int:pk>/pin/", field.renew, name="field-pin"),
    path("campo/", field.enter, name="field-enter"),
]
