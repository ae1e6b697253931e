"""The registry of sensitive acts: what needs, or may be made to need, two people.

An app registers its acts in ``registrations.register()``::

    register_sensitive(SensitiveAct("processes.phase.dates", _("…"), may_propose, may_confirm, perform, describe))

Arguments are plain JSON, so that the proposal can be kept, shown and done later. ``perform`` calls the act itself with
``by`` (who proposed) and ``confirmed_by``: the act asks its own policy again at that moment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from participation.access.verdict import Verdict

if TYPE_CHECKING:
    from participation.models import Person, Subject

Arguments = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SensitiveAct:
    """One kind of act.

    ``may_propose(by, arguments, at)`` and ``may_confirm(by, arguments, at)`` answer with verdicts;
    ``perform(arguments, reason, by, confirmed_by, at)`` does it; ``describe(arguments)`` says it in one sentence;
    ``subject(arguments)`` is what it is about, if it has a page. ``always``: two people are needed whatever is set.
    """

    kind: str
    label: Any
    may_propose: Callable[["Person | None", Arguments, datetime], Verdict]
    may_confirm: Callable[["Person | None", Arguments, datetime], Verdict]
    perform: Callable[..., Any]
    describe: Callable[[Arguments], str]
    subject: Callable[[Arguments], "Subject | None"] = lambda arguments: None
    always: bool = False
    lasts: timedelta = timedelta(days=7)


_acts: dict[str, SensitiveAct] = {}


def register_sensitive(*acts: SensitiveAct) -> None:
    """Declare sensitive acts; two different ones of a name are a programming error."""
    for act in acts:
        if _acts.get(act.kind, act) != act:
            raise ValueError(f"sensitive act {act.kind} is registered twice")
        _acts[act.kind] = act


def get_sensitive(kind: str) -> SensitiveAct:
    """Return a declared kind. Raises KeyError."""
    return _acts[kind]


def all_sensitive() -> list[SensitiveAct]:
    """Return every declared kind."""
    return list(_acts.values())


def needs_two(kind: str) -> bool:
    """Tell whether this installation asks for two people for a kind of act."""
    from participation.models import TwoPeople

    return get_sensitive(kind).always or TwoPeople.objects.filter(kind=kind).exists()
