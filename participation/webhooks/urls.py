"""Addresses of webhooks, below /cuenta/webhooks/."""

from django.urls import path

from participation.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.home, name="home"),
    path("nuevo/", views.add, name="add"),
    path("<uuid:key>/", views.detail, name="detail"),
    path("<uuid:key>/cambiar/", views.change, name="change"),
    path("<uuid:key>/secreto/", views.secret, name="secret"),
    path("<uuid:key>/borrar/", views.delete, name="delete"),
    path("<uuid:key>/pausar/", views.pause, name="pause"),
    path("<uuid:key>/reanudar/", views.resume, name="resume"),
    path("<uuid:key>/probar/", views.test, name="test"),
    path("mensajes/<uuid:key>/reenviar/", views.resend, name="resend"),
]
