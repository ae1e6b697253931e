"""The address of the home page."""

from django.urls import path

from processes.views import home

urlpatterns = [path("", home.home, name="home")]
