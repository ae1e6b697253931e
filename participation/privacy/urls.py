"""Addresses of privacy: public pages, a person's own, and the desk of the transparency unit."""

from django.urls import path

from participation.access.viewing.decorators import declared
from participation.privacy.views import desk, mine, office, public, requests

app_name = "privacy"
urlpatterns = [
    path("privacidad/", public.home, name="home"),
    path("privacidad/avisos/<slug:name>/", public.notice, name="notice"),
    path("privacidad/avisos/<slug:name>/simplificado/", public.simple, name="simple"),
    path("privacidad/avisos/<slug:name>/version/<int:number>/", public.version, name="version"),
    path("privacidad/plazos/", public.retention, name="retention"),
    path("privacidad/solicitudes/nueva/", requests.new, name="new-request"),
    path("privacidad/solicitudes/seguimiento/", requests.follow_up, name="follow-up"),
    path("privacidad/solicitudes/<slug:folio>/", requests.detail, name="request"),
    path("cuenta/participacion/", mine.participation, name="participation"),
    path("cuenta/participacion/<slug:name>/", mine.participation_kind, name="participation-kind"),
    path("cuenta/mis-datos/", mine.my_data, name="my-data"),
    path("cuenta/acuerdos/", mine.consents, name="consents"),
    path("cuenta/seudonimo/", mine.pseudonym, name="pseudonym"),
    path("mesa/privacidad/", desk.queue, name="desk"),
    path("mesa/privacidad/nueva/", desk.capture, name="capture"),
    path("mesa/privacidad/solicitudes/<int:pk>/", declared(desk.detail), name="desk-request"),
    path("mesa/privacidad/vulneraciones/", office.breaches, name="breaches"),
    path("mesa/privacidad/vulneraciones/nueva/", office.new_breach, name="new-breach"),
    path("mesa/privacidad/vulneraciones/<int:pk>/", office.breach, name="breach"),
    path("mesa/privacidad/documento/", office.security_document, name="security-document"),
    path("mesa/privacidad/documento/descargar/", office.download_document, name="download-document"),
]
