"""What rules ask about one person, read at once: their verification, what waits with officials, the lists they are on.

One query answers for any number of rules of any number of acts; the names that denials and descriptions use are read
in one more, and only where one of them is said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, FilteredRelation, OuterRef, Q, Value
from django.utils.translation import gettext

if TYPE_CHECKING:
    from participation.models import Person, Verification

Rule = Mapping[str, Any]
NEED_VERIFICATION = frozenset({"verified", "territory", "age"})
GROUP, TERRITORY = "group", "territory"


def is_id(value: Any) -> bool:
    """Tell whether a value of a rule can be the key of a row."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


def asks_verification(rules: Iterable[Rule]) -> bool:
    """Tell whether the rules ask for a verification: what is limited then counts by identity, not by account."""
    return any(rule.get("kind") in NEED_VERIFICATION for rule in rules or [])


class Names:
    """How the territories and lists of some rules are called; one query, when the first name is asked for."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        asked = ((kind, rule.get(kind)) for rule in rules for kind in (GROUP, TERRITORY))
        self._asked: set[tuple[str, int]] = {(kind, int(pk or 0)) for kind, pk in asked if is_id(pk)}
        self._found: dict[tuple[str, int], str] | None = None

    def cover(self, rules: Iterable[Rule]) -> bool:
        """Tell whether the names of these rules are among those that are read."""
        return Names(rules)._asked <= self._asked

    def territory(self, pk: Any) -> str:
        """Return the name of a territory; words for one that is gone."""
        return self._name(TERRITORY, pk) or gettext("another place")

    def group(self, pk: Any) -> str:
        """Return the name of a list; words for one that is gone."""
        return self._name(GROUP, pk) or gettext("a list that is gone")

    def _name(self, kind: str, pk: Any) -> str:
        if self._found is None:
            self._found = self._read()
        return self._found.get((kind, pk), "") if is_id(pk) else ""

    def _read(self) -> dict[tuple[str, int], str]:
        from participation.models import PersonGroup, Territory

        parts = []
        for kind, model in ((TERRITORY, Territory), (GROUP, PersonGroup)):
            keys = sorted(pk for what, pk in self._asked if what == kind)
            if keys:
                rows: Any = model._default_manager.filter(pk__in=keys).order_by()
                told = rows.annotate(what=Value(kind, output_field=CharField()))
                parts.append(told.values_list("what", "pk", "name"))
        if not parts:
            return {}
        found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
        return {(what, pk): name for what, pk, name in found}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of somebody who is signed in, for rules: nothing that no rule asked for."""

    person: "Person"
    names: Names
    verification: "Verification | None" = None  # not ended by anybody; its term may be over
    in_review: bool = False  # their document verifies another account, and officials have not decided
    groups: frozenset[int] = frozenset()
    documents: frozenset[str] = (
        frozenset()
    )  # the kinds of document that their identity holds, whichever account showed it


def annotations() -> dict[str, Any]:
    """Return what a query of people adds so that ``from_row`` can tell the facts of each row."""
    from participation.models import Conflict, IdentityKey, PersonGroupMember

    places = PersonGroupMember.objects.filter(person=OuterRef("pk")).order_by()
    waits = Conflict.objects.filter(person=OuterRef("pk"), decided_at__isnull=True)
    keys = IdentityKey.objects.filter(identity=OuterRef("in_force__identity"), retired_at__isnull=True).order_by()
    return {
        "in_force": FilteredRelation("verifications", condition=Q(verifications__revoked_at__isnull=True)),
        "in_review": Exists(waits),
        "on_lists": ArraySubquery(places.values("group_id")),
        "documents": ArraySubquery(keys.values("kind")),
    }


def from_row(row: Any, person: "Person", names: Names) -> Facts:
    """Return the facts that a row of people with ``annotations`` and its verification's territory holds."""
    groups, documents = (frozenset(getattr(row, name, ())) for name in ("on_lists", "documents"))
    return Facts(person, names, getattr(row, "in_force", None), getattr(row, "in_review", False), groups, documents)


# The facts that a list knows of its reader, whether they were read from the database, and for which rules.
UNKNOWN: tuple[Facts | None, bool, Sequence[Rule]] = (None, False, ())


def needs_facts(rules: Iterable[Rule]) -> bool:
    """Tell whether the rules ask for more than an account."""
    return any(rule.get("kind") in NEED_VERIFICATION or rule.get("kind") == GROUP for rule in rules)


def facts_of(person: "Person", rules: Iterable[Rule]) -> Facts:
    """Return what the rules of one act or of many ask about a person: one query, or none where they ask nothing."""
    from participation.models import Person

    rules = list(rules)
    kept, read, _before = getattr(person, "_known_facts", UNKNOWN)
    if kept is not None and (read or not needs_facts(rules)) and kept.names.cover(rules):
        return kept  # type: ignore[no-any-return]
    names = Names(rules)
    if not needs_facts(rules):
        return Facts(person, names)
    row = Person.objects.filter(pk=person.pk).annotate(**annotations()).values(*COLUMNS).first() or {}
    verification = _verification(person, row) if row.get("in_force__pk") else None
    groups, documents = (frozenset(row.get(name) or ()) for name in ("on_lists", "documents"))
    return Facts(person, names, verification, bool(row.get("in_review")), groups, documents)


def know(person: "Person", rules: Iterable[Rule]) -> Facts:
    """Read what the rules of many acts ask, and keep it on this object: for a list, whose rows are decided one by one.

    Nothing may be written between this and the last of them. Several kinds may share a list, so that what one of them
    asked stays known when the next one asks.
    """
    _kept, _read, before = getattr(person, "_known_facts", UNKNOWN)
    rules = [*before, *rules]
    facts = facts_of(person, rules)
    person._known_facts = (facts, needs_facts(rules), rules)  # type: ignore[attr-defined]
    return facts


# Of a verification and its territory, what rules read: the outline of a territory can be large.
OWN = ("pk", "method", "confirmed", "birth_date", "expires_at", "territory_id", "places")
COLUMNS = (
    *(f"in_force__{name}" for name in OWN),
    "in_force__territory__name",
    "in_force__territory__ancestors",
    "in_review",
    "on_lists",
    "documents",
)


def _verification(person: "Person", row: Mapping[str, Any]) -> "Verification":
    """Return the verification of a row as it stands, without what no rule reads."""
    from participation.models import Territory, Verification

    found = Verification(person=person, **{name: row[f"in_force__{name}"] for name in OWN})
    if found.territory_id is not None:
        told = {name: row[f"in_force__territory__{name}"] for name in ("name", "ancestors")}
        found.territory = Territory(pk=found.territory_id, **told)
    return found
