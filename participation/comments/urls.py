"""Addresses of comments."""

from django.urls import path

from participation.comments import views

app_name = "comments"
urlpatterns = [
    path("<int:subject_pk>/comentarios/", views.conversation, name="list"),
    path("<int:subject_pk>/comentarios/nuevo/", views.create, name="create"),
    path("<int:subject_pk>/comentarios/<int:pk>/", views.thread, name="thread"),
    path("<int:subject_pk>/comentarios/<int:pk>/editar/", views.edit, name="edit"),
    path("<int:subject_pk>/comentarios/<int:pk>/retirar/", views.withdraw, name="withdraw"),
]
