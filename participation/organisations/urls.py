"""Addresses of organisations."""

from django.urls import path

from participation.organisations import desk, views

app_name = "organisations"
urlpatterns = [
    path("organizaciones/", views.index, name="list"),
    path("organizaciones/registrar/", views.create, name="create"),
    path("organizaciones/mias/", views.mine, name="mine"),
    path("organizaciones/<int:pk>/", views.detail, name="detail"),
    path("organizaciones/<int:pk>/editar/", views.edit, name="edit"),
    path("organizaciones/<int:pk>/cerrar/", views.close, name="close"),
    path("organizaciones/<int:pk>/mi-nombre/", views.my_name, name="my-name"),
    path("organizaciones/<int:pk>/representantes/", views.representatives, name="representatives"),
    path("organizaciones/<int:pk>/representantes/<int:rep>/terminar/", views.end, name="end"),
    path("mesa/organizaciones/", desk.queue, name="queue"),
    path("mesa/organizaciones/<int:pk>/", desk.decide, name="decide"),
    path("mesa/organizaciones/<int:pk>/reabrir/", desk.reopen, name="reopen"),
]
