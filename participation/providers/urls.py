"""Addresses on the way to identity providers and back. The way back is registered with each provider."""

from django.urls import path

from participation.providers import views

app_name = "providers"

urlpatterns = [
    path("cuenta/con/<slug:key>/", views.provider, name="provider"),
    path("cuenta/con/<slug:key>/entrar/", views.enter, name="enter"),
    path("cuenta/con/<slug:key>/quitar/", views.part, name="part"),
    path("cuenta/con/<slug:key>/regreso/", views.returned, name="return"),
]
