"""Production: secrets and addresses must be set on purpose; ``check --deploy`` is clean."""

from config.env import env_bool, env_int, env_list, env_secret, env_str
from config.settings.base import *  # noqa: F403
from config.settings.base import LOGGING

SECRET_KEY = env_secret("DJANGO_SECRET_KEY")
AZOTEA_IDENTITY_KEY = env_secret("AZOTEA_IDENTITY_KEY")
ALLOWED_HOSTS = env_list("AZOTEA_HOSTS") or [env_str("AZOTEA_HOSTS")]
AZOTEA_BASE_URL = env_str("AZOTEA_BASE_URL").rstrip("/")
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS]

SECURE_SSL_REDIRECT = env_bool("AZOTEA_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^salud/"]  # the health checks of an orchestrator speak plain HTTP inside the network
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env_int("AZOTEA_HSTS_SECONDS", default=31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env_str("EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env_str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=False)

LOGGING["handlers"]["console"]["formatter"] = "json"  # type: ignore[index]
