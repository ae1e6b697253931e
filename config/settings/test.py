"""Settings of the test suite."""

import os

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, REDIS_URL, STORAGES

SECRET_KEY = "test-only-key-of-more-than-fifty-characters-in-length-0123456789"
AZOTEA_IDENTITY_KEY = "test-only-identity-key-of-more-than-fifty-characters-0123456789"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
AZOTEA_BASE_URL = "http://testserver"
# Nudges of the suite go nowhere; the tests of the broker start workers of their own.
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}
AZOTEA_SMS_PROVIDER = "participation.notifications.channels.sms.MemoryProvider"
DATABASES["default"]["CONN_MAX_AGE"] = 0  # a thread of the suite must not keep the database from being dropped
if REDIS_URL:
    # Each process of the suite has a Redis database of its own: they empty it between their tests.
    _number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"{REDIS_URL.rsplit('/', 1)[0] if REDIS_URL.count('/') > 2 else REDIS_URL}/{_number}",
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test"}}
