"""The kinds of rules that every installation has: account, verification, place, age, list.

Each says how its rule is checked, cleaned and told. Age and territory are those of the person's verification in force;
nobody's own word is taken for them.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access.facts import Facts, Names, Rule, is_id
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict

PAGE = "/cuenta/verificacion/"
VERIFY = Remedy(_("Verify who you are"), PAGE, resumes=True)
VERIFY_RESIDENCE = Remedy(_("Verify your residence"), PAGE, resumes=True)
CONFIRM = Remedy(_("See the ways to do it"), PAGE, resumes=True)
SEE_HOW_IT_STANDS = Remedy(_("See how it stands"), PAGE, resumes=True)
IN_REVIEW = Denied(
    "verification_in_review",
    _("We are looking at your verification, since the document verifies another account. We will tell you."),
    SEE_HOW_IT_STANDS,
)
MAX_AGE = 120
MOST_METHODS = 20


def age_on(birth_date: date, at: datetime) -> int:
    """Return how many years somebody has completed on the day of a moment, in the installation's time zone."""
    today = timezone.localdate(at)
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def bare(kind: str) -> Callable[[Rule], dict[str, Any]]:
    """Return the cleaning of a rule that says nothing but its kind."""
    return lambda rule: {"kind": kind}


def allow(rule: Rule, facts: Facts, at: datetime) -> Verdict:
    """Let everybody through who is signed in."""
    return ALLOWED


# --- Verified, by some method or by one of those that the rule names; by the one document that counts, if it says ----
def check_verified(rule: Rule, facts: Facts, at: datetime) -> Verdict:
    """Ask for a verification, and where the rule names methods, that one of them confirmed it."""
    verification = facts.verification
    if verification is None:
        if facts.in_review:
            return IN_REVIEW
        return Denied("not_verified", _("To do this, verify who you are. It is done once."), VERIFY)
    wanted = methods_of(rule)
    if wanted and not any(verification.is_confirmed_by(name, at) for name in wanted):
        return Denied("method_missing", _confirm_words(wanted), CONFIRM)
    document = str(rule.get("document") or "")
    if document and document not in facts.documents:
        message = gettext(
            "What counts here is one document: %(document)s. At the counter, yours can be added to your verification."
        )
        return Denied("document_missing", message % {"document": _document_label(document)}, CONFIRM)
    return ALLOWED


def _document_label(document: str) -> str:
    from participation.verification.models import KeyKind

    return dict(KeyKind.choices).get(document, gettext("one that this platform does not know"))


def methods_of(rule: Rule) -> list[str]:
    """Return the methods that a rule names; none where any of them does, or where what is stored is no list."""
    found = rule.get("methods")
    return [str(name) for name in found] if isinstance(found, list) else []


def _confirm_words(wanted: list[str]) -> str:
    from participation.verification.methods import registered_label

    labels = [registered_label(name) for name in wanted]
    if not all(labels):  # the name of a row of its own would cost a query for each act of a page
        return gettext("To do this, confirm who you are in one more way. It is done once.")
    return gettext("To do this, confirm who you are in this way: %(ways)s. It is done once.") % {"ways": _or(labels)}


def _or(words: list[str]) -> str:
    *first, last = words
    return gettext("%(several)s or %(last)s") % {"several": ", ".join(first), "last": last} if first else last


def clean_verified(rule: Rule) -> dict[str, Any]:
    """Return the rule; methods and a document only where it names some that exist. Raises ValidationError.

    Whoever holds two documents that nobody linked has two identities: with one kind of document that counts, one voice.
    """
    from participation.verification.methods import all_methods
    from participation.verification.models import COUNTING

    wanted = rule.get("methods") or []
    if not isinstance(wanted, list) or len(wanted) > MOST_METHODS or not all(isinstance(one, str) for one in wanted):
        raise ValidationError(_("Choose ways to verify that this platform has."))
    if not set(wanted) <= {method.name for method in all_methods()}:
        raise ValidationError(_("Choose ways to verify that this platform has."))
    document = rule.get("document") or ""
    if document and document not in COUNTING:
        raise ValidationError(_("Choose a document that this platform knows."))
    named = {"methods": sorted(set(wanted)), "document": document}
    return {"kind": "verified", **{part: value for part, value in named.items() if value}}


def describe_verified(rule: Rule, names: Names) -> str:
    """Return in plain words who is meant."""
    from participation.verification.methods import method_label

    wanted, document = methods_of(rule), str(rule.get("document") or "")
    words = gettext("People who verified who they are")
    if wanted:
        ways = _or([method_label(name) for name in wanted])
        words = gettext("People who verified who they are in this way: %(ways)s") % {"ways": ways}
    if not document:
        return words
    counts = gettext("what counts is one document: %(document)s") % {"document": _document_label(document)}
    return f"{words}; {counts}"


# --- Where they live, how old they are ----------------------------------------------------------------------------
def check_territory(rule: Rule, facts: Facts, at: datetime) -> Verdict:
    """Ask for a verified residence in the territory or within it: by its name, or by the point of the address."""
    verification = facts.verification
    if verification is None or verification.territory is None:
        if verification is None and facts.in_review:
            return IN_REVIEW
        message = _("To do this, verify where you live. It is done once.")
        return Denied("residence_unknown", message, VERIFY_RESIDENCE)
    wanted = rule.get("territory")
    lives_in = (verification.territory_id, *verification.territory.ancestors, *verification.places)
    if wanted not in lives_in:
        place = facts.names.territory(wanted)
        return Denied("elsewhere", gettext("This is for people who live in %(place)s.") % {"place": place})
    return ALLOWED


def clean_territory(rule: Rule) -> dict[str, Any]:
    """Return the rule with a territory that exists. Raises ValidationError."""
    from participation.models import Territory

    pk = rule.get("territory")
    if not is_id(pk) or not Territory.objects.filter(pk=pk).exists():
        raise ValidationError(_("Choose a territory that exists."))
    return {"kind": "territory", "territory": pk}


def check_age(rule: Rule, facts: Facts, at: datetime) -> Verdict:
    """Ask for a verified age."""
    verification = facts.verification
    if verification is None or verification.birth_date is None:
        if verification is None and facts.in_review:
            return IN_REVIEW
        return Denied("age_unknown", _("To do this, verify your age. It is done once."), VERIFY)
    minimum = rule.get("minimum")
    if not isinstance(minimum, int) or age_on(verification.birth_date, at) < minimum:
        return Denied("too_young", gettext("This is for people aged %(age)s or over.") % {"age": minimum})
    return ALLOWED


def clean_age(rule: Rule) -> dict[str, Any]:
    """Return the rule with an age in whole years. Raises ValidationError."""
    minimum = rule.get("minimum")
    if not is_id(minimum) or minimum > MAX_AGE:  # type: ignore[operator]
        raise ValidationError(_("Write the minimum age as a whole number from 1 to 120."))
    return {"kind": "age", "minimum": minimum}


# --- On a list ----------------------------------------------------------------------------------------------------
def check_group(rule: Rule, facts: Facts, at: datetime) -> Verdict:
    """Ask for a place on the list; whoever may have one is led to where it is taken."""
    wanted = rule.get("group")
    if wanted in facts.groups:
        return ALLOWED
    name = facts.names.group(wanted)
    remedy = Remedy(_("I am on the list"), f"/cuenta/listas/{wanted}/", resumes=True) if is_id(wanted) else None
    return Denied("not_listed", gettext("This is for people on the list “%(name)s”.") % {"name": name}, remedy)


def clean_group(rule: Rule) -> dict[str, Any]:
    """Return the rule with a list that exists. Raises ValidationError."""
    from participation.models import PersonGroup

    pk = rule.get("group")
    if not is_id(pk) or not PersonGroup.objects.filter(pk=pk).exists():
        raise ValidationError(_("Choose a list that exists."))
    return {"kind": "group", "group": pk}
