"""The ways to verify who one is: registered once, offered and configured by each installation in the admin.

A room registers its method in ``registrations``; one whose methods are rows of its own (an identity provider for each
row) registers a source. What an installation chose stands in ``MethodSetting``; without a row the defaults hold.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from participation.models import MethodSetting, Person

Settings = Mapping[str, Any]


def _always(settings: Settings) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class VerificationMethod:
    """A way to be verified: what it is called, what a person has to do, and where.

    ``start``: the name of the address where a person begins; none where nothing is done on a page. ``takes``: how long
    it takes at most from the beginning; what cannot finish before a close is not offered for it. ``enabled``: whether
    it is offered before anybody configured it. ``settings_form``: gives the class of a form (a ``Form`` with
    JSON values in ``cleaned_data``) by which officials set it up. ``is_ready(settings)``: whether it can work at all.
    ``in_person``: an official confirms it, so that nobody confirms it for themselves.
    """

    name: str
    label: Any
    how: Any
    start: str = ""
    start_kwargs: tuple[tuple[str, Any], ...] = ()
    takes: timedelta = timedelta(0)
    enabled: bool = False
    position: int = 50
    settings_form: Callable[[], Any] | None = None
    is_ready: Callable[[Settings], bool] = _always
    in_person: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """A method as this installation offers it."""

    method: VerificationMethod
    enabled: bool
    position: int
    validity: timedelta | None
    settings: Settings = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the name of the method."""
        return self.method.name

    @property
    def label(self) -> str:
        """Return what it is called."""
        return str(self.method.label)

    @property
    def how(self) -> str:
        """Return what a person has to do."""
        return str(self.method.how)

    @property
    def url(self) -> str:
        """Return where a person begins, in the reader's language; nothing where there is no page."""
        return reverse(self.method.start, kwargs=dict(self.method.start_kwargs)) if self.method.start else ""

    def until(self, at: datetime) -> datetime | None:
        """Return when a verification of this moment ends; None where it does not."""
        return at + self.validity if self.validity else None


_methods: dict[str, VerificationMethod] = {}
_sources: list[Callable[[], list[VerificationMethod]]] = []


def register_verification_method(*methods: VerificationMethod) -> None:
    """Add methods (in ``apps.ready()``); two different ones of a name are a programming error."""
    for method in methods:
        if _methods.get(method.name, method) != method:
            raise ValueError(f"verification method {method.name} is registered twice")
        _methods[method.name] = method


def register_method_source(source: Callable[[], list[VerificationMethod]]) -> None:
    """Add a function that returns the methods which are rows of a table (in ``apps.ready()``); one query at most."""
    if source not in _sources:
        _sources.append(source)


def all_methods() -> list[VerificationMethod]:
    """Return every method that could be offered, those of sources after those that are registered."""
    return [*_methods.values(), *(method for source in _sources for method in source())]


def get_method(name: str) -> VerificationMethod | None:
    """Return a method by name; None where there is none."""
    found = _methods.get(name)
    return found or next((method for method in all_methods() if method.name == name), None)


def configured(name: str | None = None) -> list[Offered]:
    """Return the methods (or the one of a name) as this installation configured them, offered or not, in order."""
    from participation.models import MethodSetting

    chosen = MethodSetting.objects.all()
    rows = {row.name: row for row in (chosen.filter(name=name) if name else chosen)}
    known = [_methods[name]] if name in _methods else all_methods()  # a registered one asks no table
    asked = [method for method in known if name in (None, method.name)]
    found = [_as_configured(method, rows.get(method.name)) for method in asked]
    return sorted(found, key=lambda way: (way.position, way.name))


def _as_configured(method: VerificationMethod, row: "MethodSetting | None") -> Offered:
    if row is None:
        return Offered(method, method.enabled, method.position, None)
    validity = timedelta(days=row.validity_days) if row.validity_days else None
    return Offered(method, row.enabled, row.position, validity, row.settings)


def as_configured(name: str) -> Offered | None:
    """Return one method as this installation configured it; None where there is none of that name."""
    return next(iter(configured(name)), None)


def offered_names(prefix: str) -> set[str]:
    """Return the names that begin so of methods that officials switched on."""
    from participation.models import MethodSetting

    rows = MethodSetting.objects.filter(name__startswith=prefix, enabled=True)
    return set(rows.values_list("name", flat=True))


def is_offered(name: str) -> bool:
    """Tell whether this installation offers a method now."""
    way = as_configured(name)
    return way is not None and way.enabled and way.method.is_ready(way.settings)


def offered(
    person: "Person | None" = None, before: datetime | None = None, *, at: datetime, names: list[str] | None = None
) -> list[Offered]:
    """Return the methods that this installation offers, in its order.

    ``before`` is the close of what the person wants to do: a method that cannot finish until then is left out.
    ``person`` leaves out those that confirm the person's verification already; ``names`` keeps only some.
    """
    ways = [way for way in configured() if way.enabled and way.method.is_ready(way.settings)]
    if names is not None:
        ways = [way for way in ways if way.name in names]
    if before is not None:
        ways = [way for way in ways if at + way.method.takes < before]
    done = _done(person, at) if person is not None else set()
    return [way for way in ways if way.name not in done]


def _done(person: "Person", at: datetime) -> set[str]:
    """Return the methods that confirm the person's verification and need no renewal yet."""
    from participation.verification.querysets import current_verification
    from participation.verification.renewal import may_be_renewed

    verification = current_verification(person)
    if verification is None:
        return set()
    return {name for name in verification.methods_in_force(at) if not may_be_renewed(verification, name, at)}


def method_label(name: str) -> str:
    """Return what a method is called; its name where it is no longer registered."""
    method = get_method(name)
    return str(method.label) if method else name


def registered_label(name: str) -> str:
    """Return what a registered method is called; nothing for those which are rows of a table. Costs no query."""
    method = _methods.get(name)
    return str(method.label) if method else ""


COUNTER = VerificationMethod(
    "counter",
    _("in person"),
    _("Go to a participation counter with an official document that has your photograph, and show this code."),
    enabled=True,
    position=10,
    takes=timedelta(days=1),
    in_person=True,
)
