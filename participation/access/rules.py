"""That one person be enough again for a kind of act: itself an act that always needs two."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.access.pending import policies
from participation.access.pending.registry import Arguments, SensitiveAct, get_sensitive
from participation.access.verdict import Verdict

if TYPE_CHECKING:
    from participation.models import Person

STOP = "access.two_people.end"


def _may(by: "Person | None", arguments: Arguments, at: datetime) -> Verdict:
    return policies.may_set_two_people(by, at=at)


def _perform(*, arguments: Arguments, reason: str, by: "Person", confirmed_by: "Person", at: datetime) -> Any:
    from participation.access.pending.actions import stop_requiring

    return stop_requiring(kind=arguments["kind"], by=by, confirmed_by=confirmed_by, at=at)


def _describe(arguments: Arguments) -> str:
    return gettext("Let one person be enough again for: %(act)s") % {"act": get_sensitive(arguments["kind"]).label}


ONE_IS_ENOUGH = SensitiveAct(STOP, _("Let one person be enough again"), _may, _may, _perform, _describe, always=True)
