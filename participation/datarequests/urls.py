"""Addresses of requests of data."""

from django.urls import path

from participation.asks.views import detail, listing, write
from participation.datarequests.kind import NAME

app_name = "datarequests"
urlpatterns = [
    path("datos/solicitudes/", listing.everywhere, {"kind": NAME}, name="list"),
    path("datos/solicitudes/nueva/", write.write_anywhere, {"kind": NAME}, name="create"),
    path("datos/solicitudes/<int:pk>/", detail.detail, {"kind": NAME}, name="detail"),
]
