"""Addresses with and without the language prefix."""

from django.conf import settings
from django.utils.translation import get_language

DEFAULT = settings.LANGUAGE_CODE


def localized(path: str, language: str | None = None) -> str:
    """Return a path without prefix (``/procesos/x/``) as the reader's language has it (``/en/procesos/x/``)."""
    code = language or get_language() or DEFAULT
    return path if code == DEFAULT else f"/{code}{path}"


def plain(path: str) -> str:
    """Return a path without its language prefix."""
    for code, _name in settings.LANGUAGES:
        if path == f"/{code}" or path.startswith(f"/{code}/"):
            return path[len(code) + 1 :] or "/"
    return path


def absolute(path: str, language: str | None = None) -> str:
    """Return the full address of a path, for mails, feeds and QR codes."""
    return f"{settings.AZOTEA_BASE_URL}{localized(path, language)}"
