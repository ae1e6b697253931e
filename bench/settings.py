"""Settings of the measured product: those of the demo (DEBUG off, compressed files), and each answer says its queries.

Nothing that takes part in answering is changed. The readers come from many addresses, as behind a proxy, so that the
limits on how often one caller may ask stay in force without stopping the measurement.
"""

from config.env import env_str
from config.settings.base import STORAGES  # noqa: F401 (stated: the same compressed files as in production)
from config.settings.dev import *  # noqa: F403
from config.settings.dev import DATABASES, LOGGING, MIDDLEWARE, REST_FRAMEWORK

DEBUG = False
DATABASES["default"]["NAME"] = env_str("AZOTEA_BENCH_DATABASE", str(DATABASES["default"]["NAME"]))
MIDDLEWARE = ["bench.middleware.CountQueries", *MIDDLEWARE]
AZOTEA_TRUSTED_PROXIES = 1
REST_FRAMEWORK["NUM_PROXIES"] = 1
LOGGING["root"]["level"] = "WARNING"  # type: ignore[index]
