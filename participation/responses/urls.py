"""Addresses of the desk of answers."""

from django.urls import path

from participation.responses.views import answer, desk, publish

app_name = "responses"
urlpatterns = [
    path("mesa/turnos/", desk.queue, name="desk"),
    path("mesa/turnos/varias/", desk.route_many, name="route-many"),
    path("mesa/turnos/publicar/", publish.publish_many, name="publish-many"),
    path("mesa/turnos/<int:subject_pk>/", answer.detail, name="detail"),
]
