"""Addresses of folios."""

from django.urls import path

from participation.folios import views

app_name = "folios"
urlpatterns = [
    path("folio/", views.look_up, name="look-up"),
    path("folio/<slug:code>/", views.detail, name="detail"),
    path("folio/<slug:code>/acuse/", views.receipt, name="receipt"),
    path("folio/<slug:code>/qr/", views.qr, name="qr"),
]
