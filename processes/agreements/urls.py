"""Addresses of agreements."""

from django.urls import path

from processes.agreements import views

app_name = "agreements"
urlpatterns = [
    path("acuerdos/", views.listing, name="list"),
    path("acuerdos/<int:pk>/", views.detail, name="detail"),
    path("mesa/acuerdos/nuevo/<int:subject_pk>/", views.make, name="make"),
    path("mesa/acuerdos/<int:pk>/editar/", views.edit, name="edit"),
    path("mesa/acuerdos/<int:pk>/retirar/", views.withdraw, name="withdraw"),
]
