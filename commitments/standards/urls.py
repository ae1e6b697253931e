"""The address of the standards of a plan."""

from django.urls import path

from commitments.standards import views

app_name = "standards"
urlpatterns = [
    path("procesos/<slug:slug>/<slug:component_slug>/estandares/", views.standards, name="plan"),
]
