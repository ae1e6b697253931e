"""Who may take part: rules that officials choose, checked in one place, each with its reason and way out.

Rules are a JSON list, all of which must hold: ``[{"kind": "verified"}, {"kind": "age", "minimum": 16}]``. An empty list
asks for nothing but an account. A method is registered once, with how to validate, check and describe its rule; later
methods (a roll from a file, a code by post) are added the same way, without touching whoever asks.

Age and territory are those of the person's verification in force; nobody's own word is taken for them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access.roles import may_be_signed_in
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict

if TYPE_CHECKING:
    from participation.models import Person, Verification

Rule = Mapping[str, Any]
VERIFY = Remedy(_("Verify who you are"), "/cuenta/verificacion/")
VERIFY_RESIDENCE = Remedy(_("Verify your residence"), "/cuenta/verificacion/")
ENDED = Denied(
    "verification_ended",
    _("Your verification ended. Renew it to do this."),
    Remedy(_("Renew my verification"), "/cuenta/verificacion/"),
)
MAX_AGE = 120


@dataclass(frozen=True, slots=True)
class Method:
    """How one kind of rule works.

    ``check(rule, person, verification, at)`` gets the verification in force or None; ``clean(rule)`` returns the rule
    with nothing else in it, or raises ValidationError; ``describe(rule)`` is a short phrase for anybody.
    """

    kind: str
    label: Any
    check: Callable[[Rule, "Person", "Verification | None", datetime], Verdict]
    clean: Callable[[Rule], dict[str, Any]]
    describe: Callable[[Rule], str]


_methods: dict[str, Method] = {}


def register_method(*methods: Method) -> None:
    """Add kinds of rules (in ``apps.ready()``); two different ones of a name are a programming error."""
    for method in methods:
        if _methods.get(method.kind, method) != method:
            raise ValueError(f"eligibility method {method.kind} is registered twice")
        _methods[method.kind] = method


def all_methods() -> list[Method]:
    """Return every registered method, for forms."""
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


UNREAD: Any = object()


def check(
    rules: Iterable[Rule], person: "Person | None", *, at: datetime, verification: "Verification | None" = UNREAD
) -> Verdict:
    """Tell whether the person may take part under the rules; the first that does not hold says why.

    A rule that nobody registered denies: a wrong setting never opens a door. ``verification`` is the person's in force,
    with its territory, where the caller read it already.
    """
    rules = list(rules or [])
    if rules == [{"kind": "anyone"}]:
        return ALLOWED
    signed_in = may_be_signed_in(person)
    if not signed_in:
        return signed_in
    assert person is not None
    if verification is UNREAD:
        verification = _verification_of(person) if asks_verification(rules) else None
    if verification is not None and not verification.is_in_force(at) and asks_verification(rules):
        return ENDED
    for rule in rules:
        method = _methods.get(str(rule.get("kind", "")))
        if method is None:
            return Denied("rule_unknown", _("A rule of this activity cannot be read. Tell whoever runs it."))
        verdict = method.check(rule, person, verification, at)
        if not verdict:
            return verdict
    return ALLOWED


def asks_verification(rules: Iterable[Rule]) -> bool:
    """Tell whether the rules ask for a verification: what is limited then counts by identity, not by account."""
    return any(rule.get("kind") in NEED_VERIFICATION for rule in rules or [])


def describe(rules: Iterable[Rule]) -> list[str]:
    """Return in plain words who may take part, one phrase for each rule."""
    known = [(_methods.get(str(rule.get("kind", ""))), rule) for rule in rules or []]
    phrases = [method.describe(rule) for method, rule in known if method is not None]
    return phrases or [gettext("Anyone with an account")]


def _verification_of(person: "Person") -> "Verification | None":
    from participation.verification.querysets import verification_of

    return verification_of(person)


# --- The methods that every installation has ----------------------------------------------------------------------
NEED_VERIFICATION = {"verified", "territory", "age"}


def age_on(birth_date: date, at: datetime) -> int:
    """Return how many years somebody has completed on the day of a moment, in the installation's time zone."""
    today = timezone.localdate(at)
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def _bare(kind: str) -> Callable[[Rule], dict[str, Any]]:
    return lambda rule: {"kind": kind}


def _allow(rule: Rule, person: "Person", verification: "Verification | None", at: datetime) -> Verdict:
    return ALLOWED


def _check_verified(rule: Rule, person: "Person", verification: "Verification | None", at: datetime) -> Verdict:
    if verification is None:
        return Denied("not_verified", _("To do this, verify who you are. It is done once, in person."), VERIFY)
    return ALLOWED


def _check_territory(rule: Rule, person: "Person", verification: "Verification | None", at: datetime) -> Verdict:
    if verification is None or verification.territory is None:
        return Denied(
            "residence_unknown", _("To do this, verify where you live. It is done once, in person."), VERIFY_RESIDENCE
        )
    wanted = rule.get("territory")
    if wanted != verification.territory_id and wanted not in verification.territory.ancestors:
        place = _territory_name(wanted)
        return Denied("elsewhere", gettext("This is for people who live in %(place)s.") % {"place": place})
    return ALLOWED


def _check_age(rule: Rule, person: "Person", verification: "Verification | None", at: datetime) -> Verdict:
    if verification is None or verification.birth_date is None:
        return Denied("age_unknown", _("To do this, verify your age. It is done once, in person."), VERIFY)
    if age_on(verification.birth_date, at) < rule["minimum"]:
        return Denied("too_young", gettext("This is for people aged %(age)s or over.") % {"age": rule["minimum"]})
    return ALLOWED


def _territory_name(pk: Any) -> str:
    from participation.models import Territory

    found = Territory.objects.filter(pk=pk).values_list("name", flat=True).first() if _is_id(pk) else None
    return found or gettext("another place")


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


def _clean_territory(rule: Rule) -> dict[str, Any]:
    from participation.models import Territory

    pk = rule.get("territory")
    if not _is_id(pk) or not Territory.objects.filter(pk=pk).exists():
        raise ValidationError(_("Choose a territory that exists."))
    return {"kind": "territory", "territory": pk}


def _clean_age(rule: Rule) -> dict[str, Any]:
    minimum = rule.get("minimum")
    if not _is_id(minimum) or minimum > MAX_AGE:  # type: ignore[operator]
        raise ValidationError(_("Write the minimum age as a whole number from 1 to 120."))
    return {"kind": "age", "minimum": minimum}


def register_builtin() -> None:
    """Register the methods of this floor."""
    register_method(*BUILTIN)


BUILTIN = (
    Method("anyone", _("anyone"), _allow, _bare("anyone"), lambda rule: gettext("Anyone")),
    Method(
        "registered",
        _("anyone with an account"),
        _allow,
        _bare("registered"),
        lambda rule: gettext("Anyone with an account"),
    ),
    Method(
        "verified",
        _("verified people"),
        _check_verified,
        _bare("verified"),
        lambda rule: gettext("People who verified who they are"),
    ),
    Method(
        "territory",
        _("people who live in a territory"),
        _check_territory,
        _clean_territory,
        lambda rule: gettext("People who live in %(place)s") % {"place": _territory_name(rule.get("territory"))},
    ),
    Method(
        "age",
        _("people of an age"),
        _check_age,
        _clean_age,
        lambda rule: gettext("People aged %(age)s or over") % {"age": rule.get("minimum")},
    ),
)
