"""Addresses of asks."""

from django.urls import path

from participation.asks.views import desk, write

app_name = "asks"
urlpatterns = [
    path("temas/<int:subject_pk>/corregir/", write.edit, name="edit"),
    path("temas/<int:subject_pk>/retirar/", write.withdraw, name="withdraw"),
    path("mesa/por-publicar/", desk.queue, name="queue"),
    path("mesa/por-publicar/<int:subject_pk>/", desk.moderate, name="moderate"),
    path("mesa/por-publicar/<int:subject_pk>/datos/", desk.data, name="data"),
]
