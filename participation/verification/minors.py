"""What holds for minors: a guardian's consent where the installation asks for it, and a pseudonym in public."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Denied, Remedy
from participation.verification.models import MinorRules, turns
from participation.web.installation import keep

AT_A_COUNTER = Remedy(_("See how it is done in person"), "/cuenta/verificacion/")


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who consents for a minor, and their document (kind, number), of which only the digest is kept."""

    relation: str
    kind: str
    number: str


def rules() -> MinorRules:
    """Return the installation's rules for minors, or the defaults: what acts decide by."""
    return MinorRules.objects.first() or MinorRules()


def shown_rules() -> MinorRules:
    """Return the same for forms, as they were within the last two seconds."""
    return keep("minors", rules)  # type: ignore[no-any-return]


def is_below(birth_date: date | None, age: int, at: datetime) -> bool:
    """Tell whether somebody has not completed an age; unknown dates are of adults."""
    return bool(age) and birth_date is not None and timezone.localdate(at) < turns(birth_date, age)


def check(birth_date: date | None, guardian: Guardian | None, *, at: datetime) -> None:
    """Refuse whoever is too young, or lacks the consent that the rules ask for. Raises ActDenied."""
    mine = rules()
    if is_below(birth_date, mine.youngest, at):
        Denied(
            "too_young", gettext("People are verified here from the age of %(age)s.") % {"age": mine.youngest}
        ).enforce()
    if guardian is None and is_below(birth_date, mine.guardian_below, at):
        Denied(
            "guardian_needed",
            gettext(
                "Below the age of %(age)s a mother, father or guardian has to consent. Go together to a counter, with"
                " the document of both."
            )
            % {"age": mine.guardian_below},
            AT_A_COUNTER,
        ).enforce()
