"""Addresses of independent review."""

from django.urls import path

from commitments.reviews.views import assessors, desk, public

app_name = "reviews"
urlpatterns = [
    path("evaluaciones/independientes/", public.listing, name="list"),
    path("evaluaciones/independientes/<int:pk>/", public.detail, name="detail"),
    path("mesa/evaluaciones/", desk.desk, name="desk"),
    path("mesa/evaluaciones/nueva/<int:plan_pk>/", desk.begin, name="begin"),
    path("mesa/evaluaciones/<int:pk>/", desk.write, name="write"),
    path("mesa/evaluaciones/<int:pk>/editar/", desk.edit, name="edit"),
    path("mesa/evaluaciones/<int:pk>/plan/", desk.say_of_plan, name="say-of-plan"),
    path("mesa/evaluaciones/<int:pk>/compromisos/<int:commitment_pk>/", desk.say, name="say"),
    path("mesa/evaluaciones/<int:pk>/publicar/", desk.publish, name="publish"),
    path("mesa/evaluaciones/<int:pk>/descartar/", desk.discard, name="discard"),
    path("mesa/evaluaciones/<int:pk>/corregir/", desk.correct, name="correct"),
    path("mesa/evaluaciones/foros/<int:pk>/nombrar/", assessors.appoint, name="appoint"),
    path("mesa/evaluaciones/nombramientos/<int:pk>/declarar/", assessors.declare, name="declare"),
    path("mesa/evaluaciones/nombramientos/<int:pk>/terminar/", assessors.end, name="end"),
]
