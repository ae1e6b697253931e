"""Addresses of works."""

from django.urls import path

from budgets.works.views import pages

urlpatterns = [
    path("obras/", pages.listing, name="works"),
    path("obras/<int:pk>/", pages.detail, name="work"),
    path("obras/<int:pk>/contrato/", pages.contract, name="contract"),
    path("obras/<int:pk>/pago/", pages.payment, name="payment"),
    path("obras/<int:pk>/<slug:what>/<int:row>/retirar/", pages.take_back, name="take-back"),
]
