"""Parts of a thing that have files of their own, with other rules than the thing itself: an answer, for example."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from participation.access.verdict import Verdict

if TYPE_CHECKING:
    from participation.models import Person, Subject


@dataclass(frozen=True, slots=True)
class FilePart:
    """A part: who may put files there, who may see them, and whether anybody may (then caches keep them)."""

    name: str
    may_attach: Callable[["Person | None", "Subject"], Verdict]
    may_see: Callable[["Person | None", "Subject"], bool]
    is_public: Callable[["Subject"], bool]
    page: Callable[["Subject"], str]  # where whoever changes the files goes back to
    may_remove: Callable[["Person | None", "Subject"], Verdict] | None = None  # where it is not who may attach
    most: int = 20


_parts: dict[str, FilePart] = {}


def register_file_part(part: FilePart) -> None:
    """Declare a part (in ``apps.ready()``)."""
    _parts[part.name] = part


def get_part(name: str) -> FilePart:
    """Return a part. Raises KeyError for one that was never declared."""
    return _parts[name]
