"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

_django = get_wsgi_application()

from participation.web.courier import HandingOver  # noqa: E402 (needs the apps)

application = HandingOver(_django)
