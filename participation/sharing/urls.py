"""Addresses of cards, posters, codes and pictures of links."""

from django.urls import path

from participation.sharing import views

app_name = "sharing"
urlpatterns = [
    path("tarjetas/<slug:kind>/<int:subject_pk>/", views.card, name="card"),
    path("temas/<int:subject_pk>/insertar/", views.embed, name="embed"),
    path("temas/<int:subject_pk>/cartel/", views.poster, name="poster"),
    path("temas/<int:subject_pk>/qr.svg", views.qr, name="qr"),
    path("temas/<int:subject_pk>/imagen.png", views.picture, name="picture"),
    path("imagen.png", views.site_picture, name="site-picture"),
]
