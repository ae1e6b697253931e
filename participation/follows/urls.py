"""Addresses of follows."""

from django.urls import path

from participation.follows import views

app_name = "follows"
urlpatterns = [
    path("temas/<int:subject_pk>/seguir/", views.start, name="follow"),
    path("temas/<int:subject_pk>/dejar-de-seguir/", views.stop, name="unfollow"),
    path("cuenta/siguiendo/", views.mine, name="mine"),
]
