"""Who appoints assessors, who writes an assessment and who publishes it; nobody edits or hides a published one."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models import CommitmentActor, Plan
from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Remedy, Verdict, first_denial
from processes.forums.policies import may_show

if TYPE_CHECKING:
    from datetime import datetime

    from commitments.models import Assessment, Assessor
    from participation.models import Person, Subject
    from processes.models import Encounter, Forum

# The roles by which somebody works for the government; whoever observes or audits can be chosen to assess.
GOVERNS = roles.MODERATORS | roles.EVALUATORS | roles.ROUTERS | roles.REPORTERS
STANDS = Denied(
    "published",
    gettext_lazy("It is published, so it stands as it is. Whoever assessed can publish another one that corrects it."),
)
IS_OFFICIAL = Denied(
    "is_official",
    gettext_lazy("Whoever works for an institution of this plan cannot assess it independently."),
)


def may_appoint(
    person: "Person | None", forum: "Forum", session: "Encounter", appointed: "Person", plan: Plan
) -> Verdict:
    """Tell whether an appointment may be put down.

    By whoever runs the forum, as one of its sessions with published minutes decided it; never of an official of the
    plan.
    """
    return first_denial(
        lambda: may_show(person, forum),
        lambda: _decided_by(forum, session),
        lambda: (
            Denied("own_appointment", _("Somebody else must put down your own appointment."))
            if person is not None and person.pk == appointed.pk
            else ALLOWED
        ),
        lambda: IS_OFFICIAL if is_official_of(appointed, plan) else ALLOWED,
    )


def _decided_by(forum: "Forum", session: "Encounter") -> Verdict:
    from processes.models import ForumSession

    held = ForumSession.objects.filter(forum=forum, encounter=session).exists()
    if held and session.state == "closed":
        return ALLOWED
    return Denied("no_session", _("Name the session of the forum that decided it; its minutes must be published."))


def observed_by(plan: Plan) -> list["Subject"]:
    """Return the subjects of the institutions that answer for a plan: its process's, and those of its commitments."""
    from participation.models import Subject

    own = plan.component.process.institution
    led = CommitmentActor.objects.filter(commitment__plan=plan, institution__isnull=False).values(
        "institution__subject"
    )
    found = list(Subject.objects.filter(pk__in=led).defer("search"))
    return [*found, own.subject] if own is not None else found


def is_official_of(person: "Person | None", plan: Plan) -> bool:
    """Tell whether somebody works for the plan or for an institution that answers for it.

    Roles over the whole installation count too: they are the government's.
    """
    places = [plan.component.subject, *observed_by(plan)]
    return any(roles.holds(person, GOVERNS, place) for place in places)


def may_end(person: "Person | None", assessor: "Assessor") -> Verdict:
    """Tell whether an appointment may be ended: by the assessor, or whoever runs the forum."""
    if assessor.until is not None:
        return Denied("ended", _("This appointment ended already."))
    if _is_assessor(person, assessor):
        return roles.may_be_signed_in(person)
    return may_show(person, assessor.forum)


def may_declare(person: "Person | None", assessor: "Assessor") -> Verdict:
    """Tell whether somebody may give the declaration of an assessor: nobody else can."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: ALLOWED if _is_assessor(person, assessor) else _not_yours(),
        lambda: ALLOWED if assessor.until is None else Denied("ended", _("This appointment ended already.")),
    )


def _is_assessor(person: "Person | None", assessor: "Assessor") -> bool:
    return person is not None and assessor.person_id == person.pk


def _not_yours() -> Denied:
    return Denied("not_assessor", _("Only whoever was appointed to assess can do this."))


def may_record(person: "Person | None", plan: Plan, assessor: "Assessor | None", *, at: "datetime") -> Verdict:
    """Tell whether somebody may begin an assessment of a plan.

    An assessor whom a forum appointed for this plan and who declared their conflicts; or, without one, whoever runs
    the plan copies what an assessor published elsewhere.
    """
    if assessor is None:
        return roles.may_work_as(person, roles.STEWARDS, plan.component.subject)
    return first_denial(
        lambda: roles.may_take_part(person, at=at),
        lambda: ALLOWED if _is_assessor(person, assessor) and assessor.plan_id == plan.pk else _not_yours(),
        lambda: ALLOWED if assessor.until is None else Denied("ended", _("Your appointment ended.")),
        lambda: (
            ALLOWED
            if assessor.conflict_at is not None
            else Denied(
                "not_declared",
                _("Declare first whether you have conflicts of interest: it is published with what you write."),
                Remedy(_("Give my declaration"), f"/mesa/evaluaciones/nombramientos/{assessor.pk}/declarar/"),
            )
        ),
        lambda: IS_OFFICIAL if is_official_of(person, plan) else ALLOWED,
    )


def may_write(person: "Person | None", assessment: "Assessment") -> Verdict:
    """Tell whether somebody may change or publish a draft, also after their appointment ended: nobody can delay it."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: _whose(person, assessment),
        lambda: STANDS if assessment.published_at is not None else ALLOWED,
        lambda: (
            Denied("given_up", _("This draft was given up."), None) if assessment.withdrawn_at is not None else ALLOWED
        ),
    )


def _whose(person: "Person | None", assessment: "Assessment") -> Verdict:
    if assessment.assessor is not None:
        return ALLOWED if _is_assessor(person, assessment.assessor) else _not_yours()
    return roles.may_work_as(person, roles.STEWARDS, assessment.plan.component.subject)


def may_correct(person: "Person | None", assessment: "Assessment") -> Verdict:
    """Tell whether somebody may begin a new assessment that corrects a published one: whoever wrote that."""
    return first_denial(
        lambda: roles.may_be_signed_in(person),
        lambda: _whose(person, assessment),
        lambda: (
            ALLOWED
            if assessment.published_at is not None
            else Denied("not_published", _("It is not published yet: change the draft instead."))
        ),
        lambda: (
            Denied("corrected", _("There is one already that corrects it."))
            if type(assessment).objects.filter(corrects=assessment.pk).exists()
            else ALLOWED
        ),
    )


def never_hidden(person: "Person | None") -> Verdict:
    """Tell moderation that an assessment is not its business."""
    return Denied("assessment_stands", _("Nobody can hide an assessment. Write below it what you see otherwise."))
