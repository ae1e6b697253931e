"""Settings shared by every installation. Every variable of ours is listed in docs/settings.md."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import embedded
from config.env import database_from_url, env_bool, env_int, env_list, env_str, with_patience
from config.mail import mail_service

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = embedded.var_folder()

DEBUG = False
SECRET_KEY: str
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = [
    "django.forms",
    "unfold.apps.BasicAppConfig",  # the other one would put its own site in the place of ours
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "config.apps.AzoteaAdminConfig",
    "django_htmx",
    "template_partials",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_prose_editor",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "participation",
    "processes",
    "proposals",
    "budgets",
    "commitments",
]

MIDDLEWARE = [
    "participation.web.middleware.RequestIdMiddleware",
    "participation.web.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "participation.web.middleware.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "participation.opendata.rest.middleware.ApiMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "participation.people.sessions.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "participation.web.middleware.ContentPolicyMiddleware",
    "participation.web.middleware.BadInputMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["participation.web.templatetags.ui", "template_partials.templatetags.partials"],
            "libraries": {
                name: f"participation.web.templatetags.{name}"
                for name in (
                    "administrations",
                    "asks",
                    "conversation",
                    "files",
                    "followup",
                    "joins",
                    "layout",
                    "newsletters",
                    "office",
                    "opendata",
                    "people",
                    "privacy",
                    "search_tags",
                    "sharing",
                    "timeline",
                    "traces",
                    "veda",
                )
            },
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "participation.web.context.site",
            ],
        },
    }
]
FORM_RENDERER = "participation.web.forms.FieldRenderer"

# --- Database: the embedded PostgreSQL unless a server is named -------------------------------------------------------
DATABASE_URL = env_str("DATABASE_URL", "")
_database = database_from_url(DATABASE_URL) if DATABASE_URL else embedded.database_settings()
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        **with_patience(_database),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People and sessions ----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "participation.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Rows that know their person, so that people see their sessions and end them.
SESSION_ENGINE = "participation.people.sessions"
# A role counts only for whoever enters with a second step (app or passkey). Off in the demo and in tests.
AZOTEA_OFFICIALS_SECOND_STEP = env_bool("AZOTEA_OFFICIALS_SECOND_STEP", default=True)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "participation.web.errors.csrf_failure"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# --- Language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "es-mx"
LANGUAGES = [("es-mx", _("Spanish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env_str("AZOTEA_TIME_ZONE", "America/Mexico_City")

# --- Files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env_str("AZOTEA_STATIC_ROOT", str(VAR_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "files"
# No MEDIA_URL: every uploaded file is streamed through a view that checks again who may see it.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.staticfiles.StaticStorage"},
}
WHITENOISE_MAX_AGE = 31536000
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Redis and cache (Celery: settings/celery.py) ---------------------------------------------------------------------
REDIS_URL = env_str("REDIS_URL", "")
if REDIS_URL:
    CACHES: dict[str, dict[str, Any]] = {
        "default": {
            "BACKEND": "config.cache.OutageSafeRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1.0},
        },
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "azotea"}}
# How many working days before its day an office is reminded of an answer (participation/responses).
AZOTEA_ANSWER_REMINDER_DAYS = env_int("AZOTEA_ANSWER_REMINDER_DAYS", default=3)
# How many days before its last day an action is due soon, before which day its report is asked for, and how many days
# after it those above its office are told.
AZOTEA_ACTION_REMINDER_DAYS = env_int("AZOTEA_ACTION_REMINDER_DAYS", default=15)
AZOTEA_REPORT_REMINDER_DAYS = env_int("AZOTEA_REPORT_REMINDER_DAYS", default=7)
AZOTEA_ACTION_ESCALATION_DAYS = env_int("AZOTEA_ACTION_ESCALATION_DAYS", default=10)
# After how many days the address of a piece of evidence is tried again; 0: never.
AZOTEA_LINK_CHECK_DAYS = env_int("AZOTEA_LINK_CHECK_DAYS", default=7)
# Whole pages for readers without an account (participation/web/page_cache.py).
AZOTEA_PAGE_CACHE_SECONDS = env_int("AZOTEA_PAGE_CACHE_SECONDS", default=10)
AZOTEA_PAGE_CACHE_MEGABYTES = env_int("AZOTEA_PAGE_CACHE_MEGABYTES", default=32)

# --- Mail and short messages ------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env_str("AZOTEA_FROM_EMAIL", "Azotea <no-responder@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 15
AZOTEA_SMS_PROVIDER = env_str("AZOTEA_SMS_PROVIDER", "participation.notifications.channels.sms.ConsoleProvider")
AZOTEA_SMS_NOTICES = env_bool("AZOTEA_SMS_NOTICES", default=False)  # codes always; notices cost money each
AZOTEA_WHATSAPP_PROVIDER = env_str("AZOTEA_WHATSAPP_PROVIDER", "")
AZOTEA_MAIL_SENDERS = env_int("AZOTEA_MAIL_SENDERS", default=1)
AZOTEA_DATA_REQUEST_DAYS = env_int("AZOTEA_DATA_REQUEST_DAYS", default=20)
AZOTEA_DATA_REQUESTS_READ_FIRST = env_bool("AZOTEA_DATA_REQUESTS_READ_FIRST", default=False)
# A mail service with an HTTP API in the place of a mail server, and what it reports of mails that came back.
AZOTEA_EMAIL_PROVIDER = env_str("AZOTEA_EMAIL_PROVIDER", "")
ANYMAIL: dict[str, Any] = mail_service(AZOTEA_EMAIL_PROVIDER)

# --- Security ---------------------------------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# Public pages: 'self' alone, no nonces, so that they can be cached whole (participation/web/middleware.py relaxes
# this for the staff admin, which Alpine and the rich-text editor need).
PUBLIC_CSP = {
    "default-src": [SELF],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
AZOTEA_IDENTITY_KEY: str  # keys the hashes of identity documents; never stored in the database
# The link keys of open votes (participation/urn/keys.py): the same for every web process and worker, in no backup.
AZOTEA_URN_KEY_STORE = env_str("AZOTEA_URN_KEY_STORE", "participation.urn.keys.FileStore")
AZOTEA_URN_KEYS = Path(env_str("AZOTEA_URN_KEYS", str(VAR_DIR / "urn-keys")))
# The key that signs logs and counts (participation/urn/signing.py): one for every web process and worker, backed up.
AZOTEA_SIGNING_KEYS = Path(env_str("AZOTEA_SIGNING_KEYS", str(VAR_DIR / "signing-keys")))
# Elections in the format of pabulib that may not be shipped: the sample city shows one where this folder is there.
AZOTEA_PABULIB = Path(env_str("AZOTEA_PABULIB", str(BASE_DIR.parent / "shared" / "data" / "pabulib")))
AZOTEA_APPLICATION_DATABASE_URL = env_str("AZOTEA_APPLICATION_DATABASE_URL", "")  # for manage.py setup_roles alone
AZOTEA_ROLL_DAYS = env_int("AZOTEA_ROLL_DAYS", default=365)

# --- The installation -------------------------------------------------------------------------------------------------
AZOTEA_BASE_URL = env_str("AZOTEA_BASE_URL", "http://localhost:8000").rstrip("/")
AZOTEA_MAP_TILES_URL = env_str("AZOTEA_MAP_TILES_URL", "")
AZOTEA_MAP_TILES_ATTRIBUTION = env_str("AZOTEA_MAP_TILES_ATTRIBUTION", "")
AZOTEA_TRUSTED_PROXIES = env_int("AZOTEA_TRUSTED_PROXIES", default=0)
AZOTEA_OPEN_REGISTRATION = env_bool("AZOTEA_OPEN_REGISTRATION", default=True)
AZOTEA_ADMINS = env_list("AZOTEA_ADMINS")

# --- Logs: no personal data, one line each, with the request's id -----------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "participation.web.middleware.RequestIdFilter"},
        "denials": {"()": "participation.web.middleware.DenialFilter"},
        "outages": {"()": "participation.web.unavailable.OutageFilter"},
    },
    "formatters": {
        "text": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s",
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "text",
            "filters": ["request_id", "denials", "outages"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        "celery.worker.strategy": {"level": "WARNING"},  # "received": the line of the end says as much
    },
}

from config.settings.allauth import *  # noqa: E402, F403
from config.settings.api import *  # noqa: E402, F403
from config.settings.celery import *  # noqa: E402, F403
from config.settings.moderation import *  # noqa: E402, F403
from config.settings.outgoing import *  # noqa: E402, F403
from config.settings.unfold import *  # noqa: E402, F403
