"""The kind of component that informs: a page of text. Its text is the component's description."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from processes.kinds import Card

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component


@dataclass(frozen=True, slots=True)
class PageSettings:
    """Settings of an information page."""

    in_menu: bool = True  # shown among the links of the process page


def pages_of(component: "Component", person: "Person | None", at: datetime) -> list[Card]:
    """Return no card: information pages are linked beside the rules, they are not acts."""
    return []
