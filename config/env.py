"""Strict readers of environment variables.

A value that cannot be read stops the start with the name of the variable and what was expected; nothing is guessed.
Any variable may instead be given as ``NAME_FILE``, the path of a file that holds the value (Docker secrets).
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off", ""})
# A silent server must not hold a page for minutes: seconds to connect, and until one that fell silent is given up.
DATABASE_PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds
}
# Rows come with all that a page shows of them, joined by primary key: up to seventeen tables. Trying every order of
# joining them took PostgreSQL up to 25 ms, the query itself half of one; joined as written they are planned in one.
# What a page asks for at each visit is prepared and planned once for each connection (participation/stored.py).
DATABASE_PLANNING = {
    "options": "-c join_collapse_limit=4 -c from_collapse_limit=4 -c plan_cache_mode=force_generic_plan -c jit=off"
    " -c search_path=public,roll,urn",  # without effect but for who may enter the two (participation/urn)
    "prepare_threshold": 5,
}


def env_str(name: str, default: str | None = None) -> str:
    """Return the variable as text; without a default it is required."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: cannot read {path}: {error}") from error
    value = os.environ.get(name)
    if value is not None:
        return value
    if default is None:
        raise ImproperlyConfigured(f"Set the environment variable {name} (or {name}_FILE).")
    return default


def env_secret(name: str, *, minimum: int = 50) -> str:
    """Return a secret that was set on purpose and is long enough."""
    value = env_str(name)
    if len(value) < minimum:
        raise ImproperlyConfigured(f"{name} needs at least {minimum} characters; it has {len(value)}.")
    return value


def env_filled(name: str) -> str:
    """Return a required variable that must not be blank either."""
    value = env_str(name).strip()
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name} (or {name}_FILE).")
    return value


def env_bool(name: str, *, default: bool) -> bool:
    """Return the variable as a boolean: 1/true/yes/on or 0/false/no/off."""
    value = env_str(name, "1" if default else "0").lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither true nor false.")


def env_int(name: str, *, default: int) -> int:
    """Return the variable as a whole number."""
    value = env_str(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from error


def env_list(name: str, default: Sequence[str] = ()) -> list[str]:
    """Return a comma-separated variable as a list without blanks."""
    value = env_str(name, ",".join(default))
    return [part.strip() for part in value.split(",") if part.strip()]


def env_required_list(name: str) -> list[str]:
    """Return a comma-separated variable that must name at least one thing, and not everything."""
    values = [part.strip() for part in env_str(name).split(",") if part.strip()]
    if not values or "*" in values:
        raise ImproperlyConfigured(f"{name} must name each value, separated by commas; '*' is not accepted.")
    return values


def with_patience(database: dict[str, Any]) -> dict[str, Any]:
    """Return a database setting with our limits of time and planning, unless its address names others."""
    return {**database, "OPTIONS": {**DATABASE_PATIENCE, **DATABASE_PLANNING, **database.get("OPTIONS", {})}}


def _threshold(value: str) -> int | None:
    if value != "none" and not value.isdecimal():
        raise ImproperlyConfigured(f"prepare_threshold={value!r} in DATABASE_URL is neither a whole number nor none.")
    return None if value == "none" else int(value)


def database_from_url(url: str) -> dict[str, object]:
    """Turn ``postgres://user:password@host:port/name?option=value`` into Django's setting.

    Raises ImproperlyConfigured for any other scheme: PostgreSQL is the only database.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgres:// or postgresql://.")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    if "prepare_threshold" in options:  # none: for a pooler that cannot keep prepared statements
        options["prepare_threshold"] = _threshold(options["prepare_threshold"])
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
