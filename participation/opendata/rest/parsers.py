"""Reading the body: JSON of a bounded size and depth."""

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from participation.opendata.rest.problems import BodyTooLarge

LIMIT = 256 * 1024


class BoundedJSONParser(JSONParser):
    """Refuses what is too large before reading it, and what is nested too deep."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return the parsed body. Raises BodyTooLarge and ParseError."""
        request = (parser_context or {}).get("request")
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0) if request is not None else 0
        except ValueError:
            length = 0
        if length > LIMIT:
            raise BodyTooLarge
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError from error
