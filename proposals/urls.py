"""Addresses of proposals."""

from django.urls import path

from proposals.amendments import views as amendments
from proposals.views import channels, coauthors, desk, detail, dossiers, governing, listing, regroup, sheets, write

app_name = "proposals"
urlpatterns = [
    path("procesos/<slug:slug>/<slug:component_slug>/nueva/", write.create, name="create"),
    path("procesos/<slug:slug>/<slug:component_slug>/puntos.geojson", listing.markers, name="markers"),
    path("procesos/<slug:slug>/<slug:component_slug>/contornos.geojson", listing.outlines, name="outlines"),
    path("procesos/<slug:slug>/<slug:component_slug>/medios/", channels.channels, name="channels"),
    path("propuestas/<int:pk>/", detail.detail, name="detail"),
    path("propuestas/<int:pk>/respaldar/", detail.support, name="support"),
    path("propuestas/<int:pk>/quitar-respaldo/", detail.unsupport, name="unsupport"),
    path("propuestas/<int:pk>/editar/", write.edit, name="edit"),
    path("propuestas/<int:pk>/retirar/", write.withdraw, name="withdraw"),
    path("propuestas/<int:pk>/parecidas/", write.similar, name="similar"),
    path("propuestas/<int:pk>/lugar/", write.place, name="place"),
    path("propuestas/<int:pk>/vista-previa/", write.preview, name="preview"),
    path("propuestas/<int:pk>/tirar-borrador/", write.discard, name="discard"),
    path("propuestas/<int:pk>/autores/", coauthors.coauthors, name="coauthors"),
    path("propuestas/<int:pk>/autores/dejar/", coauthors.leave, name="coauthor-leave"),
    path("propuestas/<int:pk>/autores/<int:person_pk>/quitar/", coauthors.remove, name="coauthor-remove"),
    path("propuestas/<int:pk>/cambios-propuestos/", amendments.listing, name="amendments"),
    path("propuestas/<int:pk>/cambios-propuestos/nuevo/", amendments.create, name="amend"),
    path("cambios-propuestos/<int:pk>/", amendments.detail, name="amendment"),
    path("cambios-propuestos/<int:pk>/aceptar/", amendments.accept, name="amendment-accept"),
    path("cambios-propuestos/<int:pk>/no-aceptar/", amendments.decline, name="amendment-decline"),
    path("cambios-propuestos/<int:pk>/retirar/", amendments.withdraw, name="amendment-withdraw"),
    path("mesa/propuestas/", desk.queue, name="desk"),
    path("mesa/propuestas/unir/", regroup.merge, name="merge"),
    path("mesa/propuestas/<int:pk>/dividir/", regroup.split, name="split"),
    path("mesa/propuestas/uniones/<int:pk>/deshacer/", regroup.undo, name="regrouping-undo"),
    path("mesa/propuestas/asignar/", dossiers.assign, name="assign"),
    path("mesa/propuestas/<int:pk>/dictamenes/", dossiers.compare, name="dossiers-of"),
    path("mesa/dictamenes/", dossiers.mine, name="dossiers"),
    path("mesa/dictamenes/<int:pk>/", dossiers.detail, name="dossier"),
    path("mesa/propuestas/<int:pk>/paso/", governing.step, name="step"),
    path("mesa/propuestas/gobierno/<int:pk>/", governing.propose, name="government"),
    path("mesa/propuestas/traer/", sheets.bring, name="bring"),
    path("mesa/propuestas/llevar/", sheets.take, name="take"),
]
