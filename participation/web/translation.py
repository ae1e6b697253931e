"""Officials' texts in several languages: the own field in the thing's language, others in ``translations``."""

from typing import Any

from django.utils.translation import get_language


class Translated:
    """Mixin for models with ``lang``-less own fields and a ``translations`` dict: language, then field, then text."""

    TRANSLATABLE: tuple[str, ...] = ()
    translations: Any

    def in_language(self, field: str, language: str | None = None) -> str:
        """Return a field in the reader's language, else as it was written."""
        code = (language or get_language() or "").split("-")[0]
        return (self.translations or {}).get(code, {}).get(field) or getattr(self, field)

    def in_other_languages(self, field: str) -> dict[str, str]:
        """Return a field by language, where somebody translated it."""
        return {code: texts[field] for code, texts in (self.translations or {}).items() if texts.get(field)}

    def language_of(self, field: str, language: str | None = None) -> str:
        """Return the language of what ``in_language`` gives, for the ``lang`` attribute."""
        code = (language or get_language() or "").split("-")[0]
        if (self.translations or {}).get(code, {}).get(field):
            return code
        return getattr(self, "lang", "es")
