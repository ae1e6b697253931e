"""Addresses of counts and results."""

from django.urls import path

from budgets.results.views import desk, record, results

urlpatterns = [
    path("presupuestos/conteo/", results.integrity, name="integrity"),
    path("presupuestos/conteo/verify.py", results.verify, name="verify"),
    path("presupuestos/de-otros/", results.elsewhere, name="elsewhere"),
    path("presupuestos/de-otros/<int:pk>/", results.imported, name="imported"),
    path("presupuestos/de-otros/<int:pk>/mi-parte/", results.imported_share, name="imported-share"),
    path("presupuestos/<int:pk>/resultados/", results.results, name="results"),
    path("presupuestos/<int:pk>/resultados/mi-parte/", results.share, name="share"),
    path("presupuestos/<int:pk>/resultados/archivos.zip", results.files, name="result-files"),
    path("presupuestos/<int:pk>/registro/", record.record, name="record"),
    path("presupuestos/<int:pk>/registro/cabezas.json", record.heads, name="record-heads"),
    path("presupuestos/<int:pk>/registro/hojas.jsonl", record.leaves, name="record-leaves"),
    path("presupuestos/<int:pk>/registro/consistencia.json", record.consistency, name="record-consistency"),
    path("presupuestos/<int:pk>/registro/<str:mark>/", record.receipt, name="receipt"),
    path("mesa/presupuestos/bolsas/<int:pk>/conteo/", desk.counts, name="count-desk"),
    path("mesa/presupuestos/bolsas/<int:pk>/conteo/otra-vez/", desk.again, name="count-again"),
    path("mesa/presupuestos/bolsas/<int:pk>/asamblea/", desk.assembly, name="assembly"),
    path("mesa/presupuestos/asambleas/<int:pk>/", desk.assembly_step, name="assembly-step"),
]
