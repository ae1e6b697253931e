"""Every address of the product. Pages carry the language as a prefix; API, files and health do not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

handler400 = "participation.web.errors.bad_request"
handler403 = "participation.web.errors.forbidden"
handler404 = "participation.web.errors.not_found"
handler500 = "participation.web.errors.server_error"

urlpatterns = [
    path("", include("participation.urls_plain")),
    path("", include("processes.urls_plain")),
    path("api/v1/", include("config.api")),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("cuenta/", include("participation.people.urls")),
        path("", include("participation.urls")),
        path("", include("processes.urls_home")),
        path("", include("processes.encounters.urls")),
        path("", include("processes.texts.urls")),
        path("", include("processes.forums.urls")),
        path("", include("processes.cocreation.urls")),
        path("", include("processes.urls")),
        path("", include("processes.agreements.urls")),
        path("", include("proposals.urls")),
        path("", include("commitments.urls")),
        path("", include("budgets.urls")),
        path("", include("commitments.reviews.urls")),
        path("", include("commitments.oversight.urls")),
        path("", include("commitments.changes.urls")),
        path("", include("commitments.standards.urls")),
        prefix_default_language=False,
    ),
]
