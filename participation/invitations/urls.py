"""Addresses of invitations."""

from django.urls import path

from participation.invitations import views

app_name = "invitations"
urlpatterns = [
    path("cuenta/invitaciones/", views.mine, name="mine"),
    path("cuenta/invitaciones/<int:pk>/", views.detail, name="detail"),
    path("cuenta/invitaciones/<int:pk>/aceptar/", views.accept, name="accept"),
    path("cuenta/invitaciones/<int:pk>/retirar/", views.cancel, name="cancel"),
]
