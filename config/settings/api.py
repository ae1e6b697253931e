"""Django REST framework and its schema."""

from typing import Any

from config.env import env_int, env_str

# How many requests one caller may make. Without an account: by address; with one: by account. Writing is narrower.
AZOTEA_API_RATES = {
    "anonymous": env_str("AZOTEA_API_RATE_ANONYMOUS", "300/min"),
    "person": env_str("AZOTEA_API_RATE_PERSON", "600/min"),
    "anonymous_writes": env_str("AZOTEA_API_RATE_ANONYMOUS_WRITES", "30/min"),
    "writes": env_str("AZOTEA_API_RATE_WRITES", "60/min"),
}

# Limits are counted where all processes see them: in Redis if there is one, else in the database.
AZOTEA_LIMITS_REDIS = env_str("REDIS_URL", "")

# Pages that cost more than others: by account, else by the visitor's address. A school or an encounter shares one.
AZOTEA_RATES = {
    "search": env_str("AZOTEA_RATE_SEARCH", "120/min"),
    "folios": env_str("AZOTEA_RATE_FOLIOS", "60/hour"),
    "folio_texts": env_str("AZOTEA_RATE_FOLIO_TEXTS", "100/day"),
    "folio_texts_to_one": env_str("AZOTEA_RATE_FOLIO_TEXTS_TO_ONE", "3/day"),
    "answers": env_str("AZOTEA_RATE_ANSWERS", "20/hour"),
    "similar": env_str("AZOTEA_RATE_SIMILAR", "30/min"),
}
# Checks of a document or a code, over all methods of verification: each of the limits (blanks between) holds.
AZOTEA_VERIFICATION_RATES = {
    "account": env_str("AZOTEA_VERIFICATION_RATE_ACCOUNT", "5/hour 10/day"),
    "document": env_str("AZOTEA_VERIFICATION_RATE_DOCUMENT", "5/hour 10/day"),
    "client": env_str("AZOTEA_VERIFICATION_RATE_CLIENT", "30/hour"),
}

# Bulk files: how many a process writes at a time (a thread each), and for how long one serves after something changed.
AZOTEA_EXPORTS_AT_ONCE = max(1, env_int("AZOTEA_WEB_THREADS", default=4) // 2)
AZOTEA_EXPORT_SECONDS = env_int("AZOTEA_EXPORT_SECONDS", default=10)

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "participation.opendata.rest.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    # Policies decide, each with its reason: see the acts. No address is closed by a class of permissions.
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["participation.opendata.rest.parsers.BoundedJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["participation.opendata.rest.throttles.CallerThrottle"],
    "DEFAULT_SCHEMA_CLASS": "participation.opendata.rest.schema.ApiSchema",
    "EXCEPTION_HANDLER": "participation.opendata.rest.problems.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Azotea",
    "DESCRIPTION": (
        "Everything public of a participation platform, and the acts of whoever is signed in. Errors are RFC 9457 "
        "problems; lists are keyset pages; `/events/` is the feed of changes. See docs/api.md."
    ),
    "VERSION": "1.0.0",
    "LICENSE": {"name": "CC BY 4.0 (data)", "url": "https://creativecommons.org/licenses/by/4.0/"},
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SORT_OPERATIONS": True,
}
