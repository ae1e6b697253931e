"""Who plans commitments, and what a plan still lacks before it can be published."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from commitments.models import PlanState
from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict, first_denial
from processes.policies import may_edit_process

if TYPE_CHECKING:
    from commitments.models import Commitment, Plan
    from participation.models import Person, Subject

ARCHIVED = Denied("archived", _("This plan is closed: it stays as it was. What others find of it can still be added."))


def may_coordinate(person: "Person | None", plan: "Plan") -> Verdict:
    """Tell whether somebody coordinates a plan, closed or not: whoever leads its process."""
    return may_edit_process(person, plan.component.process)


def may_change(person: "Person | None", plan: "Plan") -> Verdict:
    """Tell whether somebody changes a plan and its commitments: whoever coordinates it, until it is closed."""
    return first_denial(
        lambda: may_coordinate(person, plan),
        lambda: ARCHIVED if plan.state == PlanState.ARCHIVED else ALLOWED,
    )


def may_publish(person: "Person | None", plan: "Plan") -> Verdict:
    """Tell whether a plan may be published: a draft in which nothing is missing."""
    return first_denial(
        lambda: may_change(person, plan),
        lambda: (
            ALLOWED if plan.state == PlanState.DRAFT else Denied("not_a_draft", _("This plan is published already."))
        ),
        lambda: _is_whole(plan),
    )


def may_archive(person: "Person | None", plan: "Plan") -> Verdict:
    """Tell whether a plan may be closed: by whoever coordinates it."""
    return first_denial(lambda: may_coordinate(person, plan), lambda: may_change(person, plan))


def may_work_on(person: "Person | None", subject: "Subject") -> Verdict:
    """Tell the engine who plans the actions of a commitment."""
    return may_change(person, subject.commitment.plan)


def may_keep_successions(person: "Person | None") -> Verdict:
    """Tell whether somebody puts down what became of institutions: stewards of the installation."""
    return roles.may_work_as(person, roles.STEWARDS, None)


def _is_whole(plan: "Plan") -> Verdict:
    from commitments.missing import missing_of

    lacking = missing_of(plan)
    if lacking is None:
        return Denied("no_commitments", _("There are no commitments in it yet."))
    if not lacking:
        return ALLOWED
    words = _("Commitments that lack something: %(n)s. The page of the plan says what each of them lacks.")
    return Denied("incomplete", words % {"n": len(lacking)})


def may_see_missing(commitment: "Commitment") -> bool:
    """Tell whether its page says what it lacks: everybody reads that, whatever state the plan has."""
    return commitment.withdrawn_at is None
