"""Addresses of recommendations and institutional changes."""

from django.urls import path

from commitments.changes import views

app_name = "changes"
urlpatterns = [
    path("recomendaciones/", views.recommendations, name="recommendations"),
    path("recomendaciones/<int:pk>/", views.recommendation, name="recommendation"),
    path("cambios-institucionales/", views.changes, name="list"),
    path("cambios-institucionales/<int:pk>/", views.change, name="detail"),
    path("mesa/cambios-institucionales/nuevo/<int:commitment_pk>/", views.put_down, name="put-down"),
    path("mesa/cambios-institucionales/<int:pk>/retirar/", views.take_back, name="take-back"),
    path("mesa/evaluaciones/<int:pk>/recomendar/", views.recommend, name="recommend"),
    path("mesa/evaluaciones/recomendaciones/<int:pk>/quitar/", views.drop, name="drop"),
]
