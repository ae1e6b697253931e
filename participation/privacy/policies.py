"""Who works as the transparency unit, and what may be done with a request now."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.roles import STEWARDS, TRANSPARENCY, holds, may_be_signed_in
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.privacy.models import ArcoRequest, ArcoState

if TYPE_CHECKING:
    from participation.models import Person


def may_answer_requests(by: "Person | None") -> Verdict:
    """Tell whether somebody handles requests on personal data: only the unit, over the whole installation."""
    signed_in = may_be_signed_in(by)
    if not signed_in:
        return signed_in
    if holds(by, TRANSPARENCY, None):
        return ALLOWED
    return Denied("role_missing", _("Only the transparency unit sees and answers requests on personal data."))


def may_set_privacy(by: "Person | None") -> Verdict:
    """Tell whether somebody publishes notices and sets days: the unit, and whoever manages the whole platform."""
    signed_in = may_be_signed_in(by)
    if not signed_in:
        return signed_in
    if holds(by, STEWARDS | TRANSPARENCY, None):
        return ALLOWED
    return Denied("role_missing", _("Only the transparency unit and whoever manages the whole platform do this."))


def may_see_request(person: "Person | None", request: ArcoRequest) -> bool:
    """Tell whether a signed-in person sees a request as theirs."""
    return bool(person is not None and person.is_authenticated and request.person_id == person.pk)


def may_ask_more(by: "Person | None", request: ArcoRequest, *, at: datetime) -> Verdict:
    """Tell whether the unit may ask for what is missing: once, before it answered, within the days for it."""
    from participation.privacy.setup import privacy_settings
    from participation.workdays import after_working_days, days_off, local_day

    def once() -> Verdict:
        if request.state != ArcoState.RECEIVED or request.asked_at is not None:
            return Denied("asked", _("What is missing is asked for once, before the answer."))
        last = after_working_days(local_day(request.received_at), privacy_settings().ask_days, days_off())
        if local_day(at) > last:
            return Denied("ask_late", _("The days to ask for what is missing have passed: answer with what there is."))
        return ALLOWED

    return first_denial(may_answer_requests(by), once)


def may_complete(request: ArcoRequest, *, at: datetime) -> Verdict:
    """Tell whether what was missing may still be added."""
    from participation.workdays import local_day

    if request.state != ArcoState.ASKED:
        return Denied("not_asked", _("Nothing is missing in this request."))
    if request.complete_by is not None and local_day(at) > request.complete_by:
        return Denied("complete_late", _("The days to complete it have passed. You can make a new request."))
    return ALLOWED


def may_extend(by: "Person | None", request: ArcoRequest, *, at: datetime) -> Verdict:
    """Tell whether the unit may take more days: once, with reasons, before the term ends."""
    from participation.workdays import local_day

    def once() -> Verdict:
        if request.state != ArcoState.RECEIVED or request.extended_at is not None:
            return Denied("extended", _("The term is extended once, before the answer."))
        if local_day(at) > request.answer_by:
            return Denied("extend_late", _("The term has passed and can no longer be extended."))
        return ALLOWED

    return first_denial(may_answer_requests(by), once)


def may_answer(by: "Person | None", request: ArcoRequest, *, at: datetime) -> Verdict:
    """Tell whether the unit may answer now: it is open, and the person's identity was seen."""

    def ready() -> Verdict:
        if request.state not in ArcoRequest.OPEN:
            return Denied("answered", _("This request was answered already."))
        if request.identified_at is None:
            return Denied("not_identified", _("First note that the person proved who they are."))
        return ALLOWED

    return first_denial(may_answer_requests(by), ready)


def may_execute(by: "Person | None", request: ArcoRequest, *, at: datetime) -> Verdict:
    """Tell whether the unit may note that what was granted is done."""

    def granted() -> Verdict:
        if request.state != ArcoState.ANSWERED:
            return Denied("not_answered", _("Only what was granted is carried out."))
        return ALLOWED

    return first_denial(may_answer_requests(by), granted)
