"""WSGI entry point."""

import functools
import gc
import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

_django = get_wsgi_application()

from django.core.cache import caches  # noqa: E402 (needs the apps)
from django.db import connections  # noqa: E402
from django.templatetags.static import StaticNode  # noqa: E402
from django.urls import base as addresses  # noqa: E402
from django.urls import get_resolver  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.translation import trans_real  # noqa: E402

from participation.web import quick_urls  # noqa: E402 (needs the apps)
from participation.web.courier import HandingOver  # noqa: E402

application = HandingOver(_django)


def keep_by_thread() -> None:
    """Keep what belongs to one request (language, time zone, connection) by thread.

    Django looks it up so that it would follow an asynchronous task too, several hundred times for one page. Under WSGI
    a request is one thread.
    """
    for module in (trans_real, timezone):
        module._active = threading.local()  # type: ignore[attr-defined]
    addresses._prefixes, addresses._urlconfs = threading.local(), threading.local()  # type: ignore[attr-defined]
    for handler in (connections, caches):
        handler._connections = threading.local()  # type: ignore[union-attr]


def settle() -> None:
    """Load what every request needs, and keep the garbage collector from walking through all of it again and again.

    What is loaded now stays as long as the process; a page leaves few cycles behind.
    """
    get_resolver().reverse("home")
    quick_urls.install()
    # The address of a style sheet or script follows from the files that the process found at its start.
    address = functools.lru_cache(maxsize=1000)(StaticNode.handle_simple)
    StaticNode.handle_simple = staticmethod(address)  # type: ignore[method-assign]
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


keep_by_thread()
settle()
