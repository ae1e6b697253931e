"""Addresses of ballots."""

from django.urls import path

from budgets.voting.views import ballot, where

urlpatterns = [
    path("presupuestos/voto-secreto/", where.secrecy, name="secrecy"),
    path("presupuestos/votar/<int:pk>/", where.vote, name="vote"),
    path("presupuestos/<int:pk>/boleta/", ballot.ballot, name="ballot"),
    path("presupuestos/<int:pk>/boleta/revisar/", ballot.check, name="ballot-check"),
    path("presupuestos/<int:pk>/boleta/enviada/", ballot.cast, name="ballot-cast"),
    path("presupuestos/<int:pk>/boleta.json", ballot.definition, name="ballot-definition"),
]
