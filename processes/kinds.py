"""Component kinds: the acts that phases can open in them, and their typed settings."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.module_loading import import_string

from participation.access.verdict import Verdict

if TYPE_CHECKING:
    from processes.models import Component


@dataclass(frozen=True, slots=True)
class ActKind:
    """One act that a phase may open in a component.

    ``label`` names it in grids ("Support"), ``invitation`` invites to it on a button ("Make a proposal"). The sentences
    ``closed`` and ``opens`` hold ``%(date)s`` ("Supports closed on %(date)s."); without them a general one is used.
    ``headline`` holds ``%(process)s`` and invites from the home page. ``takes`` says what it takes ("About 5 minutes").
    ``needs`` names acts that must open at some time too, else the official is warned before publishing.
    """

    name: str
    label: Any
    invitation: Any
    closed: Any = ""
    opens: Any = ""
    headline: Any = ""
    takes: Any = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A card of "Now you can": where it leads, what it says, and the facts below it."""

    title: Any
    text: Any
    url: str
    facts: tuple[Any, ...] = ()
    act: str = ""


@dataclass(frozen=True, slots=True)
class TerritoryFigure:
    """One row of the table by territory."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What "How it is going" says of a component: sentences with figures, a count by territory, a link to see more."""

    sentences: tuple[Any, ...] = ()
    counted: Any = ""
    by_territory: tuple[TerritoryFigure, ...] = ()
    link: Any = ""


@dataclass(frozen=True, slots=True)
class ComponentKind:
    """A kind of component.

    ``settings`` is a frozen dataclass with defaults; ``form`` the dotted path of a Django form with the same field
    names (plain data in, ``cleaned_data`` out); ``view`` the dotted path of ``view(request, component)``, the
    component's page. Everything else is optional:

    - ``prepare(components, person)`` fetches at once what the next two say of several components of one page;
    - ``cards(component, person, at)`` returns the ``Card``s of "Now you can";
    - ``progress(component)`` returns a ``Progress``;
    - ``tally()`` is an expression over a component's row, a JSON object of the few numbers that its facts and progress
      say; it comes with the components themselves (``with_tallies``), so that a page with ten kinds asks once;
    - ``facts(components, person)`` returns, in a fixed number of queries, a dict from component id to short sentences
      ("612 proposals") for the home page;
    - ``conflicts(component, acts)`` returns sentences on contradictory openings within one moment;
    - ``refuse(component, before, after)`` returns sentences on settings that would hurt what exists (typed settings);
    - ``took_part(component)`` says whether anybody took part in a way that leaves no subject and no comment;
    - ``may(person, component, act, at=…)`` is the verdict on an act there for the API; else the clock's;
    - ``gather(components, person, at)`` brings at once what ``may`` reads of several components of a list;
    - ``comment_policy(person, component, at=…)`` is the verdict on commenting on the activity itself; else nobody may;
    - ``concludes`` names the act after whose end whoever convened it publishes conclusions. The title is then what
      people answer: it stays once somebody did;
    - ``owes_answers`` says that what people hand in there is owed an answer, so that a phase should follow.
    """

    name: str
    label: Any
    description: Any
    settings: type
    acts: tuple[ActKind, ...]
    form: str
    view: str
    prepare: Callable[..., None] | None = None
    tally: Callable[[], Any] | None = None
    cards: Callable[..., list[Card]] | None = None
    progress: Callable[..., Progress | None] | None = None
    conflicts: Callable[..., list[Any]] | None = None
    facts: Callable[..., dict[int, list[Any]]] | None = None
    refuse: Callable[..., list[Any]] | None = None
    took_part: Callable[..., bool] | None = None
    may: Callable[..., Verdict] | None = None
    gather: Callable[..., None] | None = None
    comment_policy: Callable[..., Verdict] | None = None
    concludes: str = ""
    owes_answers: bool = False

    def load(self, stored: dict[str, Any]) -> Any:
        """Return typed settings from what is stored; unknown keys are ignored, missing ones take the default."""
        known = {field.name for field in fields(self.settings)}
        return self.settings(**{name: value for name, value in stored.items() if name in known})

    def dump(self, value: Any) -> dict[str, Any]:
        """Return what is stored for typed settings."""
        return asdict(value)

    def act(self, name: str) -> ActKind:
        """Return one of the acts. Raises KeyError."""
        for act in self.acts:
            if act.name == name:
                return act
        raise KeyError(name)

    def form_class(self) -> Any:
        """Return the class of the settings form."""
        return import_string(self.form)


_kinds: dict[str, ComponentKind] = {}


def register_component_kind(kind: ComponentKind) -> None:
    """Add a kind (in ``apps.ready()``)."""
    _kinds[kind.name] = kind


def get_kind(name: str) -> ComponentKind:
    """Return a kind. Raises KeyError."""
    return _kinds[name]


def all_kinds() -> list[ComponentKind]:
    """Return every registered kind."""
    return list(_kinds.values())


def count_below(kind: str) -> Subquery:
    """Return, over a component's row, how many public subjects of a kind stand in it, as ``{"n": 12}``.

    By their parent alone: what lies in something hidden is not asked for, since the component is then not shown either.
    """
    from participation.models import Subject

    rows = Subject.objects.filter(parent=OuterRef("subject"), kind=kind, state="published").order_by()
    return Subquery(rows.values("parent").annotate(n=Count("pk")).values(told=JSONObject(n="n")))


def tallies(components: Iterable["Component"]) -> dict[int, dict[str, int]]:
    """Return the numbers of several activities by key: those that came with them, else in one query."""
    from processes.models import Component

    found = {component.pk: getattr(component, "tally", None) for component in components}
    if found and not any(hasattr(component, "tally") for component in components):
        rows = Component.objects.filter(pk__in=list(found)).order_by().with_tallies()
        found = dict(rows.values_list("pk", "tally"))
    return {pk: tally for pk, tally in found.items() if tally}
