"""Who may work on an answer: it belongs to the office that it was routed to, and to nobody else's.

Whoever runs what the contribution stands in (steward) or its front desk (router) sends it where it must be answered,
and sees where it is. From then on only the officials of that institution (and of those above it) prepare it, and its
stewards or those of the process publish it. Where nobody routed it, the team of the process works on it, and the
officials of the institution that the call named; officials of another institution never do.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from participation.responses.models import Response, ResponsePart
from participation.responses.registry import answerable
from participation.subjects.visibility import is_author

if TYPE_CHECKING:
    from participation.models import Institution, Person, Subject


def response_of(subject: "Subject") -> Response | None:
    """Return the answer of a subject, owed or given; None where nobody is owed one."""
    found: Response | None = getattr(subject, "response", None)
    return found


def may_prepare(person: "Person | None", subject: "Subject") -> Verdict:
    """Tell whether the official may evaluate a contribution and prepare its answer."""
    return first_denial(
        lambda: _works(person, roles.EVALUATORS, subject),
        lambda: not_own(person, subject),
        lambda: answerable(subject).ready(subject),
    )


def may_publish(person: "Person | None", subject: "Subject") -> Verdict:
    """Tell whether the official may publish or correct an answer."""
    return first_denial(
        lambda: _works(person, roles.STEWARDS, subject),
        lambda: not_own(person, subject),
        lambda: answerable(subject).ready(subject),
    )


def not_own(person: "Person | None", subject: "Subject") -> Verdict:
    """Tell whether somebody else wrote what is answered: nobody answers themselves."""
    if person is None or not is_author(person, subject):
        return ALLOWED
    return Denied("own_content", _("You wrote it yourself, so somebody else must answer it."))


def _works(person: "Person | None", kinds: set[str], subject: "Subject") -> Verdict:
    signed_in = roles.may_be_signed_in(person)
    if not signed_in:
        return signed_in
    response = response_of(subject)
    if _has(person, kinds, subject, response):
        return ALLOWED
    if roles.lacks_second_step(person):
        return roles.NO_SECOND_STEP
    if response is not None and response.routed_at is not None and roles.holds(person, kinds, subject):
        words = _("It was routed to %(institution)s, which answers it.")
        return Denied("routed_elsewhere", words % {"institution": response.institution})
    return Denied("role_missing", _("Your account does not have the role that this needs. Ask whoever manages roles."))


def _has(person: "Person | None", kinds: set[str], subject: "Subject", response: Response | None) -> bool:
    if roles.holds(person, roles.STEWARDS, subject):
        return True
    if response is None or response.institution is None:
        return roles.holds(person, kinds, subject)
    if roles.holds(person, kinds, response.institution.subject):
        return True
    return response.routed_at is None and _team(person, kinds, subject)


def _team(person: "Person | None", kinds: set[str], subject: "Subject") -> bool:
    """Tell whether somebody works where it stands by a role of their own there, not as the official of an office."""
    from participation.models import Subject

    held = roles.scopes(person, kinds)
    if held is None:
        return True
    here = held & {subject.pk, *subject.ancestors}
    return bool(here) and Subject.objects.filter(pk__in=here).exclude(kind="institution").exists()


def may_see(person: "Person | None", response: Response) -> bool:
    """Tell whether an official may see where an answer is on its way, and its draft: its offices, and who routes."""
    if not roles.may_be_signed_in(person):
        return False
    subject = response.subject
    if roles.holds(person, roles.ROUTERS, subject) or _has(person, roles.DESK, subject, response):
        return True
    return any(roles.holds(person, roles.DESK, part.institution.subject) for part in response.asked_parts)


def may_route_anything(person: "Person | None") -> Verdict:
    """Tell whether somebody routes anywhere at all."""
    signed_in = roles.may_be_signed_in(person)
    if not signed_in or roles.scopes(person, roles.ROUTERS) != set():
        return signed_in
    return _no_router(person)


def _no_router(person: "Person | None") -> Verdict:
    if roles.lacks_second_step(person):
        return roles.NO_SECOND_STEP
    return Denied("role_missing", _("Only those who route decide which institution answers."))


def may_route(person: "Person | None", response: Response, to: "Institution | None" = None) -> Verdict:
    """Tell whether somebody may send an answer to an institution: those who route where it stands, to any.

    Those who lead or serve the front desk of the institution that has it pass it on to themselves or an office of
    theirs. Without ``to``: whether there is any to which they may.
    """
    return first_denial(lambda: roles.may_be_signed_in(person), lambda: _routes(person, response, to))


def routes_here(person: "Person | None", response: Response) -> bool:
    """Tell whether somebody routes where the contribution stands, whichever office has it."""
    return roles.holds(person, roles.ROUTERS, response.subject)


def _routes(person: "Person | None", response: Response, to: "Institution | None") -> Verdict:
    if response.published_at is not None:
        return not_published(response)
    if routes_here(person, response):
        return ALLOWED
    has = response.institution
    if has is not None and roles.holds(person, roles.ROUTERS, has.subject):
        if to is None or to.pk == has.pk or has.subject_id in to.subject.ancestors:
            return ALLOWED
        words = _("You can pass it on within %(institution)s. If another institution must answer, return it.")
        return Denied("outside", words % {"institution": has})
    return _no_router(person)


def may_assign(person: "Person | None", response: Response) -> Verdict:
    """Tell whether somebody may say who of the office prepares it."""
    if response.published_at is not None:
        return not_published(response)
    if response.institution is None:
        return Denied("not_routed", _("It was not routed yet: first say which institution answers."))
    if routes_here(person, response) or _is_of(person, response.institution, roles.EVALUATORS | roles.ROUTERS):
        return ALLOWED
    return _not_theirs(person, response.institution)


def may_return(person: "Person | None", response: Response) -> Verdict:
    """Tell whether the office may give back what was routed to it."""
    if response.published_at is not None:
        return not_published(response)
    if response.routed_at is None or response.institution is None:
        return Denied("not_routed", _("It is not routed to any institution now."))
    if _is_of(person, response.institution, roles.EVALUATORS | roles.ROUTERS):
        return ALLOWED
    return _not_theirs(person, response.institution)


def may_ask_part(person: "Person | None", response: Response) -> Verdict:
    """Tell whether somebody may ask other institutions for their part, or do without it: who leads, and who routes."""
    return may_assign(person, response)


def may_hand_in_part(person: "Person | None", part: ResponsePart) -> Verdict:
    """Tell whether the official may hand in the part of their institution."""
    if part.response.published_at is not None:
        return not_published(part.response)
    if not _is_of(person, part.institution, roles.EVALUATORS):
        return _not_theirs(person, part.institution)
    if part.waived_at is not None:
        return Denied("waived", _("This part is not needed any more: %(reason)s") % {"reason": part.reason})
    return ALLOWED


def parts_in(response: Response) -> Verdict:
    """Tell whether all institutions of a joint answer handed in their part."""
    lacking = [part.institution.name for part in response.asked_parts if part.is_lacking]
    if not lacking:
        return ALLOWED
    words = _("The part of %(institutions)s is missing. Remind them, or say why it is not needed.")
    return Denied("parts_missing", words % {"institutions": ", ".join(lacking)})


def may_be_given(person: "Person", institution: "Institution") -> bool:
    """Tell whether somebody can be named to prepare the answers of an institution."""
    return _is_of(person, institution, roles.EVALUATORS)


def _is_of(person: "Person | None", institution: "Institution", kinds: set[str]) -> bool:
    return bool(roles.may_be_signed_in(person)) and roles.holds(person, kinds, institution.subject)


def _not_theirs(person: "Person | None", institution: "Institution") -> Verdict:
    signed_in = roles.may_be_signed_in(person)
    if not signed_in:
        return signed_in
    if roles.lacks_second_step(person):
        return roles.NO_SECOND_STEP
    return Denied(
        "not_of_institution", _("Only officials of %(institution)s do this.") % {"institution": institution.name}
    )


def not_published(response: "Response") -> Verdict:
    """Tell whether the answer is still in preparation."""
    if response.published_at is None:
        return ALLOWED
    return Denied("already_published", _("The answer is already published. Correct it with a reason instead."))


def is_published(response: "Response") -> Verdict:
    """Tell whether there is a published answer to correct."""
    if response.published_at is not None:
        return ALLOWED
    return Denied("not_published_yet", _("The answer is not published yet. Change the draft instead."))


def is_prepared(response: "Response") -> Verdict:
    """Tell whether an answer with verdict and reasons waits to be published."""
    if response.verdict and response.reasons:
        return ALLOWED
    return Denied("not_prepared", _("No answer was prepared: it needs a verdict and reasons."))
