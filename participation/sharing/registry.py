"""What is said of a subject where it is passed on: on cards, posters and pictures of links.

Every public kind can be passed on; a kind registers words of its own where there is more to say than its name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from participation.subjects.registry import all_kinds, get_kind

if TYPE_CHECKING:
    from participation.models import Subject

# Stands for the whole site and has a page of its own: the home.
APART = frozenset({"installation"})


@dataclass(frozen=True, slots=True)
class Shared:
    """The words around a subject's title.

    ``sign`` says what it is ("Debate"; empty: the name of the kind), ``state`` how it stands, ``facts`` are short
    sentences with figures. ``call`` stands above the title of a poster, ``invitation`` below its code, ``button`` on
    the card.
    """

    sign: str = ""
    state: str = ""
    facts: tuple[Any, ...] = ()
    call: str = ""
    invitation: str = ""
    button: str = ""
    text: str = ""


Tell = Callable[["Subject", datetime], Shared | None]
_told: dict[str, Tell] = {}


def register_shared(kind: str, tell: Tell) -> None:
    """Say what is told of the subjects of a kind (in ``apps.ready()``).

    ``tell(subject, at)`` costs a fixed number of queries. None means: it is kept from view now.
    """
    _told[kind] = tell


def shareable_kinds() -> list[str]:
    """Return the names of the kinds that can be passed on: all that have pages."""
    return [kind.name for kind in all_kinds() if kind.name not in APART]


def shared_of(subject: "Subject", at: datetime) -> Shared | None:
    """Return what is told of a public subject, nothing left empty; None where it is kept from view."""
    tell = _told.get(subject.kind)
    told = tell(subject, at) if tell is not None else Shared()
    if told is None:
        return None
    sign = str(told.sign or capfirst(get_kind(subject.kind).label))
    return Shared(
        sign=sign,
        state=str(told.state),
        facts=tuple(str(fact) for fact in told.facts),
        call=str(told.call or sign),
        invitation=str(told.invitation or _("Point your phone's camera here to read it.")),
        button=str(told.button or _("Read more")),
        text=told.text or subject.summary,
    )
