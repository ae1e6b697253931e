"""Addresses of co-creation."""

from django.urls import path

from processes.cocreation.tables import views as tables
from processes.cocreation.trees import views as trees
from processes.cocreation.views import bench, clusters, contribute, moderate, page

app_name = "cocreation"
urlpatterns = [
    path("procesos/<slug:slug>/<slug:component_slug>/aportaciones/", page.listing, name="list"),
    path("procesos/<slug:slug>/<slug:component_slug>/aportar/", contribute.write, name="write"),
    path("procesos/<slug:slug>/<slug:component_slug>/que-nos-dijeron/", page.told, name="told"),
    path("niveles-de-participacion/<slug:slug>/", page.level, name="level"),
    path("aportaciones/<int:pk>/", page.contribution, name="contribution"),
    path("aportaciones/<int:pk>/retirar/", contribute.withdraw, name="withdraw"),
    path("que-nos-dijeron/<int:pk>/", page.cluster, name="cluster"),
    path("mesa/aportaciones/", moderate.queue, name="to-read"),
    path("mesa/aportaciones/<int:pk>/", moderate.read, name="read"),
    path("mesa/sistematizacion/", bench.desk, name="desk"),
    path("mesa/sistematizacion/<int:pk>/", bench.bench, name="bench"),
    path("mesa/sistematizacion/<int:pk>/mover/", bench.move, name="move"),
    path("mesa/sistematizacion/<int:pk>/confirmar/", clusters.review, name="review"),
    path("mesa/sistematizacion/<int:pk>/bitacora/", bench.log, name="log"),
    path("mesa/sistematizacion/<int:pk>/publicar/", clusters.publish, name="publish"),
    path("mesa/sistematizacion/<int:pk>/escribir/", clusters.write_down, name="write-down"),
    path("mesa/sistematizacion/pasos/<int:pk>/deshacer/", bench.undo, name="undo"),
    path("mesa/sistematizacion/grupos/<int:pk>/", clusters.edit, name="cluster-desk"),
    path("arboles/<int:pk>/", trees.tree, name="tree"),
    path("mesa/sistematizacion/<int:pk>/arboles/", trees.desk, name="trees"),
    path("mesa/arboles/<int:pk>/", trees.work, name="tree-desk"),
    path("mesa/arboles/<int:pk>/agregar/", trees.add, name="tree-add"),
    path("mesa/arboles/<int:pk>/publicar/", trees.publish, name="tree-publish"),
    path("mesa/arboles/nodos/<int:pk>/", trees.node, name="tree-node"),
    path("mesa/arboles/nodos/<int:pk>/subir/", trees.up, name="tree-up"),
    path("mesa/arboles/nodos/<int:pk>/quitar/", trees.remove, name="tree-remove"),
    path("opciones-de-solucion/<int:pk>/", tables.solution, name="solution"),
    path("mesa/mesas-de-trabajo/<int:pk>/", tables.table, name="table"),
    path("mesa/mesas-de-trabajo/<int:pk>/opcion/", tables.add, name="solution-add"),
    path("mesa/mesas-de-trabajo/<int:pk>/hojas/", tables.sheets, name="table-sheets"),
    path("mesa/mesas-de-trabajo/<int:pk>/paso/<slug:name>/", tables.step, name="table-step"),
    path("mesa/mesas-de-trabajo/hojas/<int:pk>/quitar/", tables.remove_sheet, name="sheet-remove"),
    path("mesa/opciones-de-solucion/<int:pk>/", tables.edit, name="solution-edit"),
    path("mesa/opciones-de-solucion/<int:pk>/resultado/", tables.led, name="solution-led"),
    path("mesa/opciones-de-solucion/<int:pk>/quitar/", tables.remove, name="solution-remove"),
]
