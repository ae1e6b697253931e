"""Addresses of the ground floor without a language: style sheet of the brand, files, health."""

from django.urls import path

from participation.notifications import provider
from participation.sharing.views import oembed
from participation.web import views

urlpatterns = [
    path("marca.css", views.brand_css, name="brand-css"),
    path("icono.svg", views.icon, name="icon"),
    path("oembed/", oembed, name="oembed"),
    path("salud/", views.alive, name="alive"),
    path("salud/listo/", views.ready, name="ready"),
    path("correo/informes/", provider.reports, name="mail-reports"),
]
