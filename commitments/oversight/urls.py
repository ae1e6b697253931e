"""Addresses of citizen oversight."""

from django.urls import path

from commitments.oversight import views
from commitments.oversight.kinds import CORRECTION, OBSERVATION
from participation.asks.views import detail

app_name = "oversight"
SEEN, WRONG = {"kind": OBSERVATION}, {"kind": CORRECTION}
urlpatterns = [
    path("contraloria/observaciones/", views.everywhere, SEEN, name="all-observations"),
    path("contraloria/observaciones/<int:pk>/", detail.detail, SEEN, name="observation"),
    path("contraloria/correcciones/", views.everywhere, WRONG, name="all-corrections"),
    path("contraloria/correcciones/<int:pk>/", detail.detail, WRONG, name="correction"),
    path("contraloria/temas/<int:subject_pk>/observaciones/", views.of_place, SEEN, name="observations"),
    path("contraloria/temas/<int:subject_pk>/observaciones/nueva/", views.ask, SEEN, name="new-observation"),
    path("contraloria/temas/<int:subject_pk>/correcciones/", views.of_place, WRONG, name="corrections"),
    path("contraloria/temas/<int:subject_pk>/correcciones/nueva/", views.ask, WRONG, name="new-correction"),
]
