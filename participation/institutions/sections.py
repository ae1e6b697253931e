"""What upper floors show on the page of an institution: each registers a list of subjects."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from participation.models import Institution
    from participation.subjects.querysets import SubjectQuerySet


@dataclass(frozen=True, slots=True)
class Section:
    """A list: its heading and the subjects that belong to an institution (public ones only are shown)."""

    name: str
    heading: Any
    subjects: "Callable[[Institution], SubjectQuerySet]"


_sections: list[Section] = []


def register_section(section: Section) -> None:
    """Add a list to the page of every institution (in ``apps.ready()``)."""
    if all(known.name != section.name for known in _sections):
        _sections.append(section)


def all_sections() -> list[Section]:
    """Return the registered lists."""
    return list(_sections)
