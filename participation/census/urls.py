"""Addresses of verifying oneself with what the government has on record."""

from django.urls import path

from participation.census.views import person

app_name = "census"

urlpatterns = [
    path("cuenta/verificacion/registro/", person.begin, name="begin"),
    path("cuenta/verificacion/contacto/", person.channel, name="channel"),
    path("cuenta/verificacion/codigo/", person.code, name="code"),
    path("cuenta/verificacion/codigo/enviar/", person.resend, name="resend"),
    path("cuenta/verificacion/codigo/cancelar/", person.cancel, name="cancel"),
]
