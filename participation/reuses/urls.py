"""Addresses of re-uses."""

from django.urls import path

from participation.reuses import views

app_name = "reuses"
urlpatterns = [
    path("datos/usos/", views.gallery, name="gallery"),
    path("datos/usos/nuevo/", views.create, name="create"),
    path("datos/usos/<int:pk>/", views.detail, name="detail"),
    path("datos/usos/<int:pk>/corregir/", views.edit, name="edit"),
    path("datos/usos/<int:pk>/retirar/", views.withdraw, name="withdraw"),
    path("mesa/usos/", views.queue, name="queue"),
    path("mesa/usos/<int:pk>/", views.moderate, name="moderate"),
]
