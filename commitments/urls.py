"""Addresses of plans and commitments."""

from django.urls import path

from commitments.views import desk, detail, plan, takeaway

app_name = "commitments"
urlpatterns = [
    path("compromisos/", plan.listing, name="list"),
    path("compromisos/plantilla.xlsx", takeaway.template, name="template"),
    path("compromisos/<int:pk>/", detail.detail, name="detail"),
    path("compromisos/planes/<int:pk>/novedades.atom", takeaway.atom, name="atom"),
    path("compromisos/planes/<int:pk>/plan.<slug:form>", takeaway.export, name="export"),
    path("mesa/compromisos/actividad/<int:pk>/", desk.set_up, name="set-up"),
    path("mesa/compromisos/planes/<int:pk>/", desk.desk, name="desk"),
    path("mesa/compromisos/planes/<int:pk>/publicar/", desk.publish, name="publish"),
    path("mesa/compromisos/planes/<int:pk>/cerrar/", desk.archive, name="archive"),
    path("mesa/compromisos/planes/<int:pk>/reabrir/", desk.reopen, name="reopen"),
    path("mesa/compromisos/planes/<int:pk>/periodos/", desk.periods, name="periods"),
    path("mesa/compromisos/planes/<int:pk>/cuenta/", desk.tally, name="tally"),
    path("mesa/compromisos/planes/<int:pk>/traer/", desk.bring, name="bring"),
    path("mesa/compromisos/planes/<int:pk>/nuevo/", desk.add, name="add"),
    path("mesa/compromisos/<int:pk>/editar/", desk.edit, name="edit"),
    path("mesa/compromisos/<int:pk>/retirar/", desk.withdraw, name="withdraw"),
    path("mesa/compromisos/<int:pk>/partes/<slug:name>/", desk.part, name="part"),
    path("mesa/compromisos/actores/<int:pk>/salida/", desk.leave, name="leave"),
    path("mesa/compromisos/indicadores/<int:pk>/valor/", desk.measured, name="measure"),
    path("mesa/compromisos/objetivos/<int:pk>/acciones/", desk.served, name="served"),
]
