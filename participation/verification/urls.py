"""Addresses of verification."""

from django.urls import path

from participation.verification import views

app_name = "verification"

urlpatterns = [
    path("cuenta/verificacion/", views.mine, name="mine"),
    path("mesa/verificacion/", views.desk, name="desk"),
    path("mesa/verificacion/<uuid:key>/", views.verify, name="verify"),
]
