"""What upper floors show on the page of an institution or organisation: each registers a list of subjects."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from participation.subjects.querysets import SubjectQuerySet


@dataclass(frozen=True, slots=True)
class Section:
    """A list: its heading and the subjects that belong to an ``of`` (public ones only are shown)."""

    name: str
    heading: Any
    subjects: "Callable[[Any], SubjectQuerySet]"
    of: str = "institution"


_sections: list[Section] = []


def register_section(section: Section) -> None:
    """Add a list to the page of every institution, or organisation (in ``apps.ready()``)."""
    if all(known.name != section.name for known in _sections):
        _sections.append(section)


def all_sections(of: str) -> list[Section]:
    """Return the lists that were registered for institutions, or for organisations."""
    return [section for section in _sections if section.of == of]
