"""Addresses of ballots, their desk, and their tables."""

from django.urls import path

from budgets.voting.views import ballot, desk, table, where

urlpatterns = [
    path("presupuestos/voto-secreto/", where.secrecy, name="secrecy"),
    path("presupuestos/votar/<int:pk>/", where.vote, name="vote"),
    path("presupuestos/<int:pk>/boleta/", ballot.ballot, name="ballot"),
    path("presupuestos/<int:pk>/boleta/revisar/", ballot.check, name="ballot-check"),
    path("presupuestos/<int:pk>/boleta/enviada/", ballot.cast, name="ballot-cast"),
    path("presupuestos/<int:pk>/boleta.json", ballot.definition, name="ballot-definition"),
    path("presupuestos/<int:pk>/mesas/", where.tables, name="tables"),
    path("mesa/presupuestos/bolsas/<int:pk>/boleta/", desk.desk, name="ballot-desk"),
    path("mesa/presupuestos/bolsas/<int:pk>/boleta/congelar/", desk.freeze, name="freeze"),
    path("mesa/presupuestos/bolsas/<int:pk>/boleta/fechas/", desk.move, name="move-vote"),
    path("mesa/presupuestos/bolsas/<int:pk>/boleta/mesa/", desk.add_table, name="add-table"),
    path("mesa/presupuestos/proyectos/<int:pk>/retirar-de-la-boleta/", desk.amend, name="amend"),
    path("mesa/presupuestos/mesas/", table.mine, name="my-tables"),
    path("mesa/presupuestos/mesas/<int:pk>/", table.table, name="table"),
    path("mesa/presupuestos/mesas/<int:pk>/quitar/", desk.remove_table, name="remove-table"),
    path("mesa/presupuestos/mesas/<int:pk>/firmar/", table.sign, name="table-sign"),
    path("mesa/presupuestos/mesas/<int:pk>/capturar/", table.enter, name="table-enter"),
    path("mesa/presupuestos/mesas/<int:pk>/boletas/<int:number>/", table.settle, name="table-settle"),
    path("mesa/presupuestos/mesas/<int:pk>/boletas/<int:number>/borrar/", table.erase, name="table-erase"),
    path("mesa/presupuestos/mesas/<int:pk>/impugnar/", table.dispute, name="table-dispute"),
    path("mesa/presupuestos/mesas/<int:pk>/cerrar/", table.close, name="table-close"),
]
