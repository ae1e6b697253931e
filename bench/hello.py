"""The measure of all: a Django view that says hello, without middleware, database or templates."""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

WORKER = "X-Bench-Worker"


def hello(_request: HttpRequest) -> HttpResponse:
    """Say hello, and from which process: the client spreads its connections evenly."""
    return HttpResponse("Hello", headers={WORKER: str(os.getpid())})


urlpatterns = [path("", hello)]


def application() -> WSGIHandler:
    """Return the WSGI application of the bare view, for gunicorn's ``bench.hello:application()``."""
    settings.configure(
        DEBUG=False,
        SECRET_KEY="hello",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="bench.hello",
        MIDDLEWARE=[],
        INSTALLED_APPS=[],
        USE_TZ=True,
    )
    django.setup(set_prefix=False)
    return WSGIHandler()
