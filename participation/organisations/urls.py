"""Addresses of organisations."""

from django.urls import path

from participation.organisations.views import desk, pages

app_name = "organisations"
urlpatterns = [
    path("organizaciones/", pages.index, name="list"),
    path("organizaciones/registrar/", pages.create, name="create"),
    path("organizaciones/mias/", pages.mine, name="mine"),
    path("organizaciones/<int:pk>/", pages.detail, name="detail"),
    path("organizaciones/<int:pk>/editar/", pages.edit, name="edit"),
    path("organizaciones/<int:pk>/cerrar/", pages.close, name="close"),
    path("organizaciones/<int:pk>/mi-nombre/", pages.my_name, name="my-name"),
    path("organizaciones/<int:pk>/representantes/", pages.representatives, name="representatives"),
    path("organizaciones/<int:pk>/representantes/<int:rep>/terminar/", pages.end, name="end"),
    path("mesa/organizaciones/", desk.queue, name="queue"),
    path("mesa/organizaciones/<int:pk>/", desk.decide, name="decide"),
    path("mesa/organizaciones/<int:pk>/reabrir/", desk.reopen, name="reopen"),
]
