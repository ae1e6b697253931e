"""The files of evidence: whoever tells adds them; they go only with the evidence, which leaves its trace."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.verdict import Denied, Verdict
from participation.files.parts import FilePart
from participation.subjects.visibility import is_shown, may_see

if TYPE_CHECKING:
    from participation.models import Person, Subject

PART = "evidence"
MOST = 500


def _may_attach(person: "Person | None", subject: "Subject") -> Verdict:
    from participation.followup import policies
    from participation.followup.models import Action

    action = Action.objects.for_page().filter(subject=subject).first()
    if action is None:
        return policies.NOT_YOURS
    return policies.may_tell(person, action)


def _may_remove(person: "Person | None", subject: "Subject") -> Verdict:
    return Denied("evidence_stays", _("Evidence is not replaced. Withdraw it with a reason, and its trace stays."))


FILES = FilePart(
    PART,
    may_attach=_may_attach,
    may_see=may_see,
    is_public=is_shown,
    page=lambda subject: subject.get_absolute_url(),
    may_remove=_may_remove,
    most=MOST,
)
