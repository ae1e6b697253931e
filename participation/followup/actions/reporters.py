"""Acts on who tells of what is followed up beside the offices."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.access.verdict import Denied
from participation.followup import policies
from participation.followup.actions.common import checked, line, reason_of, tell_event
from participation.followup.models import Action, Reporter
from participation.followup.states import Voice

if TYPE_CHECKING:
    from participation.models import Person, Subject


@transaction.atomic
def name_reporter(
    *, followed: "Subject", person: "Person", voice: str, organisation: str, by: "Person", at: datetime
) -> Reporter:
    """Name a person to tell of what is followed up, for an organisation or as a monitor; never for the government.

    Naming the same person again changes nothing. Raises ActDenied and ValidationError by field.
    """
    policies.may_manage(by, followed).enforce()
    root = Action.objects.for_page().select_for_update(no_key=True, of=("self",)).get(subject=followed)
    if same := Reporter.objects.filter(followed=followed, person=person, ended_at__isnull=True).first():
        return same
    organisation = line(organisation)
    checked({"organisation": organisation}, {"organisation": 200}, {"organisation": _("Say for which organisation.")})
    if voice not in {Voice.CIVIL_SOCIETY, Voice.MONITOR}:
        raise ValidationError({"voice": _("Choose in whose voice they tell.")})
    if policies.is_official_of(person, root):
        Denied("is_official", _("This person tells of it for the government already.")).enforce()
    reporter = Reporter(followed=followed, person=person, voice=voice, organisation=organisation)
    reporter.named_by, reporter.named_at = by, at
    reporter.save()
    tell_event("reporter_named", root, by, at, reporter=reporter.pk, person=person.pk)
    return reporter


@transaction.atomic
def end_reporter(*, reporter: Reporter, reason: str, by: "Person", at: datetime) -> Reporter:
    """End it with a reason: whoever plans does it, or the person leaves. What they told stays."""
    root = Action.objects.for_page().select_for_update(no_key=True, of=("self",)).get(subject=reporter.followed_id)
    reporter = Reporter.objects.get(pk=reporter.pk)
    if reporter.person_id != by.pk:
        policies.may_manage(by, root.subject).enforce()
    if reporter.ended_at is None:
        reporter.end_reason = reason_of(reason, message=_("Say why: it stays in its history."), field="end_reason")
        reporter.ended_at = at
        reporter.save()
        tell_event("reporter_ended", root, by, at, reporter=reporter.pk, person=reporter.person_id)
    return reporter
