"""Addresses of handovers."""

from django.urls import path

from participation.handover import views

app_name = "handover"
urlpatterns = [
    path("mesa/entrega/", views.desk, name="desk"),
    path("mesa/entrega/<int:pk>/", views.leave, name="leave"),
]
