"""Addresses of the ground floor's pages."""

from django.urls import include, path

from participation.search import views as search

urlpatterns = [
    path("buscar/", search.results, name="search"),
    path("", include("participation.datarequests.urls")),
    path("", include("participation.reuses.urls")),
    path("", include("participation.organisations.urls")),
    path("", include("participation.agenda.urls")),
    path("datos/", include("participation.opendata.urls")),
    path("temas/", include("participation.comments.urls")),
    path("temas/", include("participation.events.urls")),
    path("", include("participation.follows.urls")),
    path("", include("participation.sharing.urls")),
    path("", include("participation.joins.urls")),
    path("", include("participation.invitations.urls")),
    path("", include("participation.asks.urls")),
    path("temas/", include("participation.versions.urls")),
    path("", include("participation.moderation.urls")),
    path("", include("participation.responses.urls")),
    path("", include("participation.folios.urls")),
    path("", include("participation.files.urls")),
    path("", include("participation.institutions.urls")),
    path("", include("participation.territories.urls")),
    path("", include("participation.verification.urls")),
    path("", include("participation.census.urls")),
    path("", include("participation.providers.urls")),
    path("", include("participation.access.urls")),
    path("", include("participation.groups.urls")),
    path("cuenta/notificaciones/", include("participation.notifications.urls")),
    path("", include("participation.exports.urls")),
    path("", include("participation.privacy.urls")),
    path("", include("participation.announcements.urls")),
    path("", include("participation.veda.urls")),
    path("", include("participation.evaluations.urls")),
    path("", include("participation.handover.urls")),
    path("", include("participation.administrations.urls")),
    path("", include("participation.followup.urls")),
    path("cuenta/webhooks/", include("participation.webhooks.urls")),
    path("", include("participation.web.urls")),
]
