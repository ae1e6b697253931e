"""Settings of the test suite."""

from config.settings.base import *  # noqa: F403
from config.settings.base import AZOTEA_MODERATION, DATABASES, REDIS_URL, STORAGES

SECRET_KEY = "test-only-key-of-more-than-fifty-characters-in-length-0123456789"
AZOTEA_IDENTITY_KEY = "test-only-identity-key-of-more-than-fifty-characters-0123456789"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
AZOTEA_OFFICIALS_SECOND_STEP = False  # each test of roles would need one; those of the second step turn it on
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
if not REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test"}}
AZOTEA_SMS_NOTICES = True  # off by default; the tests of channels need one more than e-mail
AZOTEA_PAGE_CACHE_SECONDS = 0  # each test sees the page as it is; those of the cache turn it on
# Tests write much at once and send forms that nobody opened; those of the limits and traps turn them on.
AZOTEA_MODERATION = {
    **AZOTEA_MODERATION,
    "new_comments": 10_000,
    "new_proposals": 10_000,
    "new_asks": 10_000,
    "fill_seconds": 0,
}
AZOTEA_EXPORT_SECONDS = 0  # tests write rows without events, and undo them: no file of one may be kept for another
AZOTEA_LIMITS_REDIS = ""  # a count costs a query, with Redis or without: the literal numbers of queries hold in both
