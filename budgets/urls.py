"""Addresses of participatory budgets."""

from django.urls import path

from budgets.evaluation.urls import urlpatterns as evaluation
from budgets.projects.views import detail, listing, write
from budgets.results.urls import urlpatterns as results
from budgets.structure.views import desk, page
from budgets.voting.urls import urlpatterns as voting
from budgets.works.urls import urlpatterns as works

app_name = "budgets"
urlpatterns = [
    path("presupuestos/", page.listing, name="list"),
    path("presupuestos/actividad/<int:pk>/proyecto/", page.where, name="where"),
    path("presupuestos/<int:pk>/", listing.contest, name="contest"),
    path("presupuestos/<int:pk>/puntos/", listing.markers, name="markers"),
    path("presupuestos/<int:pk>/contornos/", listing.outlines, name="outlines"),
    path("presupuestos/<int:pk>/comparar/", listing.compare, name="compare"),
    path("presupuestos/<int:pk>/nuevo/", write.submit, name="submit"),
    path("proyectos/<int:pk>/", detail.detail, name="project"),
    path("proyectos/<int:pk>/corregir/", write.edit, name="edit"),
    path("proyectos/<int:pk>/retirar/", write.withdraw, name="withdraw"),
    path("mesa/presupuestos/", desk.desk, name="desk"),
    path("mesa/presupuestos/actividad/<int:pk>/", desk.manage, name="manage"),
    path("mesa/presupuestos/actividad/<int:pk>/empezar/", desk.set_up, name="set-up"),
    path("mesa/presupuestos/actividad/<int:pk>/reglas/", desk.rules, name="rules"),
    path("mesa/presupuestos/actividad/<int:pk>/bolsas/nueva/", desk.add, name="add-contest"),
    path("mesa/presupuestos/actividad/<int:pk>/bolsas/por-lugar/", desk.add_level, name="add-level"),
    path("mesa/presupuestos/bolsas/<int:pk>/", desk.contest, name="contest-desk"),
    path("mesa/presupuestos/bolsas/<int:pk>/cambiar/", desk.change, name="change-contest"),
    path("mesa/presupuestos/bolsas/<int:pk>/quitar/", desk.remove, name="remove-contest"),
    path("mesa/presupuestos/bolsas/<int:pk>/proyectos/nuevo/", desk.add_a_project, name="add-project"),
    path("mesa/presupuestos/bolsas/<int:pk>/propuestas/", desk.from_proposals, name="from-proposals"),
    path("mesa/presupuestos/bolsas/<int:pk>/grupos/", desk.groups, name="groups"),
    *evaluation,
    *works,
    *voting,
    *results,
]
