"""Who may hide what citizens observe: only moderators from outside of the institutions that are observed."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from commitments.oversight.place import watched
from commitments.reviews.policies import GOVERNS
from participation.access import roles
from participation.access.verdict import ALLOWED, Denied, Verdict
from participation.moderation.models import Part

if TYPE_CHECKING:
    from participation.models import Person, Subject


def from_outside(person: "Person | None", thing: Any) -> Verdict:
    """Tell whether a moderator may decide on an observation, on a comment below it, or on its author's name.

    Not by a role over the plan or an institution that answers there: those are observed. What they may always look at
    is the answer, which the institution wrote itself.
    """
    if thing.part == Part.ANSWER:
        return ALLOWED
    held = {scope for kind, scope in roles.roles_of(person) if kind in GOVERNS}
    if _is_inside(held - {None}, thing.subject):
        return Denied("inside", _("You work for what is observed, so a moderator from outside must decide."))
    if None in held or roles.runs_all(person):
        return ALLOWED
    return Denied("inside", _("Only moderators of the whole site decide on what citizens observe."))


def _is_inside(held: "set[int | None]", subject: "Subject") -> bool:
    """Tell whether a role over one of these places is one over what is observed, or over an office below it."""
    from participation.models import Subject

    if not held:
        return False
    observed = {subject.pk, *subject.ancestors}
    found = watched(subject.parent) if subject.parent is not None else None
    if found is not None:
        observed |= {row.subject_id for row in found.institutions}
    asked = getattr(getattr(subject, "ask", None), "institution", None)
    if asked is not None:
        observed.add(asked.subject_id)
    if held & observed:
        return True
    return Subject.objects.filter(pk__in=held, ancestors__overlap=list(observed)).exists()
