"""WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

_django = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402 (needs the apps)

from participation.web.courier import HandingOver  # noqa: E402 (needs the apps)

application = HandingOver(_django)


def settle() -> None:
    """Load what every request needs, and keep the garbage collector from walking through all of it again and again.

    What is loaded now stays as long as the process; a page leaves few cycles behind.
    """
    get_resolver().reverse("home")
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


settle()
