"""Who may take part: rules that officials choose, checked in one place, each with its reason and way out.

Rules are a JSON list, all of which must hold: ``[{"kind": "verified"}, {"kind": "age", "minimum": 16}]``. An empty list
asks for nothing but an account. A kind of rule is registered once, with how to validate, check and describe it; further
ones are added the same way, without touching whoever asks. ``check`` decides one act, ``check_many`` those of a page:
it is the same evaluation, of facts that are read at once (``facts.py``).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access import rule_kinds
from participation.access.facts import Facts, Names, Rule, asks_verification, facts_of
from participation.access.roles import may_be_signed_in
from participation.access.rule_kinds import age_on
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict

if TYPE_CHECKING:
    from participation.models import Person

ENDED = Denied(
    "verification_ended",
    _("Your verification ended. Renew it to do this."),
    Remedy(_("Renew my verification"), rule_kinds.PAGE, resumes=True),
)
ANYONE = [{"kind": "anyone"}]

__all__ = [
    "Facts",
    "Method",
    "age_on",
    "all_methods",
    "asks_verification",
    "check",
    "check_many",
    "clean_rules",
    "describe",
    "facts_of",
    "methods_asked",
    "register_builtin",
    "register_method",
]


@dataclass(frozen=True, slots=True)
class Method:
    """How one kind of rule works.

    ``check(rule, facts, at)`` gets what is known of the person; ``clean(rule)`` returns the rule with nothing else in
    it, or raises ValidationError; ``describe(rule, names)`` is a short phrase for anybody.
    """

    kind: str
    label: Any
    check: Callable[[Rule, Facts, datetime], Verdict]
    clean: Callable[[Rule], dict[str, Any]]
    describe: Callable[[Rule, Names], str]


_methods: dict[str, Method] = {}


def register_method(*methods: Method) -> None:
    """Add kinds of rules (in ``apps.ready()``); two different ones of a name are a programming error."""
    for method in methods:
        if _methods.get(method.kind, method) != method:
            raise ValueError(f"eligibility method {method.kind} is registered twice")
        _methods[method.kind] = method


def all_methods() -> list[Method]:
    """Return every registered kind of rule, for forms."""
    return list(_methods.values())


def clean_rules(rules: Any) -> list[dict[str, Any]]:
    """Return rules that are known and complete, each kind once. Raises ValidationError."""
    if not isinstance(rules, list):
        raise ValidationError(_("The rules of who may take part are a list."))
    cleaned: list[dict[str, Any]] = []
    for rule in rules:
        method = (
            _methods.get(rule.get("kind", "")) if isinstance(rule, dict) and isinstance(rule.get("kind"), str) else None
        )
        if method is None:
            raise ValidationError(_("There is a rule of an unknown kind."))
        if any(other["kind"] == method.kind for other in cleaned):
            raise ValidationError(_("The same kind of rule stands twice."))
        cleaned.append(method.clean(rule))
    return cleaned


def check(rules: Iterable[Rule], person: "Person | None", *, at: datetime, facts: Facts | None = None) -> Verdict:
    """Tell whether the person may take part under the rules; the first that does not hold says why.

    A rule that nobody registered denies: a wrong setting never opens a door. ``facts``: where the caller read them.
    """
    rules = list(rules or [])
    if rules == ANYONE:
        return ALLOWED
    signed_in = may_be_signed_in(person)
    if not signed_in:
        return signed_in
    assert person is not None
    return _decide(rules, facts_of(person, rules) if facts is None else facts, at)


def check_many(acts: Iterable[Iterable[Rule]], person: "Person | None", *, at: datetime) -> list[Verdict]:
    """Return the verdict of each of many acts for one person, in their order: at most two queries for all of them.

    One reads what is known of the person; the other the names of places and lists, where a denial says one.
    """
    asked: list[Sequence[Rule]] = [list(rules or []) for rules in acts]
    signed_in = may_be_signed_in(person)
    facts = None
    if signed_in:
        assert person is not None
        facts = facts_of(person, [rule for rules in asked for rule in rules])
    return [
        ALLOWED if rules == ANYONE else signed_in if facts is None else _decide(rules, facts, at) for rules in asked
    ]


def _decide(rules: Sequence[Rule], facts: Facts, at: datetime) -> Verdict:
    verification = facts.verification
    if verification is not None and not verification.is_in_force(at) and asks_verification(rules):
        return ENDED
    for rule in rules:
        method = _methods.get(str(rule.get("kind", "")))
        if method is None:
            return Denied("rule_unknown", _("A rule of this activity cannot be read. Tell whoever runs it."))
        verdict = method.check(rule, facts, at)
        if not verdict:
            return verdict
    return ALLOWED


def methods_asked(rules: Iterable[Rule]) -> list[str]:
    """Return the methods of verification that the rules ask for; none where they take any."""
    return [name for rule in rules or [] if rule.get("kind") == "verified" for name in rule_kinds.methods_of(rule)]


def describe(rules: Iterable[Rule], names: Names | None = None) -> list[str]:
    """Return in plain words who may take part, one phrase for each rule; ``names``: where several acts share them."""
    rules = list(rules or [])
    names = Names(rules) if names is None else names
    known = [(_methods.get(str(rule.get("kind", ""))), rule) for rule in rules]
    phrases = [method.describe(rule, names) for method, rule in known if method is not None]
    return phrases or [gettext("Anyone with an account")]


def register_builtin() -> None:
    """Register the kinds of rules of this floor."""
    register_method(*BUILTIN)


def _words(phrase: Any) -> Callable[[Rule, Names], str]:
    return lambda rule, names: str(phrase)


BUILTIN = (
    Method("anyone", _("anyone"), rule_kinds.allow, rule_kinds.bare("anyone"), _words(_("Anyone"))),
    Method(
        "registered",
        _("anyone with an account"),
        rule_kinds.allow,
        rule_kinds.bare("registered"),
        _words(_("Anyone with an account")),
    ),
    Method(
        "verified",
        _("verified people"),
        rule_kinds.check_verified,
        rule_kinds.clean_verified,
        rule_kinds.describe_verified,
    ),
    Method(
        "territory",
        _("people who live in a territory"),
        rule_kinds.check_territory,
        rule_kinds.clean_territory,
        lambda rule, names: gettext("People who live in %(place)s") % {"place": names.territory(rule.get("territory"))},
    ),
    Method(
        "age",
        _("people of an age"),
        rule_kinds.check_age,
        rule_kinds.clean_age,
        lambda rule, names: gettext("People aged %(age)s or over") % {"age": rule.get("minimum")},
    ),
    Method(
        "group",
        _("people on a list"),
        rule_kinds.check_group,
        rule_kinds.clean_group,
        lambda rule, names: gettext("People on the list “%(name)s”") % {"name": names.group(rule.get("group"))},
    ),
)
