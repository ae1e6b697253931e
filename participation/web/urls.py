"""Addresses of editable pages."""

from django.urls import path

from participation.web import page_views

app_name = "pages"
urlpatterns = [path("paginas/<slug:slug>/", page_views.page_detail, name="detail")]
