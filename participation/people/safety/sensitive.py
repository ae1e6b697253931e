"""The reset of a second step, as an act that always needs two people."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access.pending.registry import Arguments, SensitiveAct
from participation.access.verdict import Denied, Verdict
from participation.people.safety import actions, policies

if TYPE_CHECKING:
    from participation.models import Person

RESET = "people.second_step.reset"


def _person(arguments: Arguments) -> "Person | None":
    from participation.models import Person

    return Person.objects.filter(pk=arguments.get("person") or 0, erased_at__isnull=True).first()


GONE = Denied("account_closed", _("This account is closed."))


def _may_propose(by: "Person | None", arguments: Arguments, at: datetime) -> Verdict:
    person = _person(arguments)
    return GONE if person is None else policies.may_propose_reset(by, person, at=at)


def _may_confirm(by: "Person | None", arguments: Arguments, at: datetime) -> Verdict:
    person = _person(arguments)
    return GONE if person is None else policies.may_confirm_reset(by, person, at=at)


def _perform(*, arguments: Arguments, reason: str, by: "Person", confirmed_by: "Person", at: datetime) -> Any:
    person = _person(arguments)
    if person is None:
        return GONE.enforce()
    return actions.reset_second_step(person=person, reason=reason, by=by, confirmed_by=confirmed_by, at=at)


def _describe(arguments: Arguments) -> str:
    person = _person(arguments)
    name = person.public_name if person else "–"
    return gettext("Remove the lost second step of %(name)s and end their sessions") % {"name": name}


SECOND_STEP_RESET = SensitiveAct(
    RESET, _("Recover a colleague who lost the second step"), _may_propose, _may_confirm, _perform, _describe,
    always=True,
)  # fmt: skip
