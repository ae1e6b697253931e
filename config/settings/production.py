"""Production: secrets and addresses must be set on purpose; ``check --deploy`` is clean.

Each variable read here without a default stops the start with its name where it is missing (docs/settings.md).
"""

from config.env import (
    database_from_url,
    env_bool,
    env_filled,
    env_int,
    env_list,
    env_required_list,
    env_secret,
    env_str,
    with_patience,
)
from config.mail import backend
from config.settings.base import *  # noqa: F403
from config.settings.base import AZOTEA_EMAIL_PROVIDER, DATABASES, LOGGING

SECRET_KEY = env_secret("DJANGO_SECRET_KEY")
SECRET_KEY_FALLBACKS = env_list("DJANGO_SECRET_KEY_FALLBACKS")
AZOTEA_IDENTITY_KEY = env_secret("AZOTEA_IDENTITY_KEY")
# The embedded database and the filesystem queue serve one machine's demo: production names its servers.
DATABASES["default"].update(with_patience(database_from_url(env_str("DATABASE_URL"))))
env_str("REDIS_URL")
ALLOWED_HOSTS = env_required_list("AZOTEA_HOSTS")
AZOTEA_BASE_URL = env_str("AZOTEA_BASE_URL").rstrip("/")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env_str("AZOTEA_FROM_EMAIL")
CSRF_TRUSTED_ORIGINS = [f"https://{'*' if host.startswith('.') else ''}{host}" for host in ALLOWED_HOSTS]

SECURE_SSL_REDIRECT = env_bool("AZOTEA_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^salud/"]  # the orchestrator's checks speak plain HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env_int("AZOTEA_HSTS_SECONDS", default=31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

if AZOTEA_EMAIL_PROVIDER:
    EMAIL_BACKEND = backend(AZOTEA_EMAIL_PROVIDER)
    EMAIL_HOST = ""
else:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = env_filled("EMAIL_HOST")
EMAIL_PORT = env_int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env_str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=False)

LOGGING["handlers"]["console"]["formatter"] = "json"  # type: ignore[index]
