"""The act of reporting."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.comments.models import Comment
from participation.events.record import record
from participation.moderation import policies
from participation.moderation.actions.common import LONGEST_TEXT
from participation.moderation.models import Flag, FlagReason, Part
from participation.moderation.things import checked
from participation.people.models import Person
from participation.subjects.models import Subject
from participation.web.richtext import tidy


@transaction.atomic
def flag(
    *,
    subject: Subject,
    by: Person,
    reason: str,
    at: datetime,
    comment: Comment | None = None,
    part: str = Part.TEXT.value,
    text: str = "",
) -> Flag:
    """Report a subject, a comment, an answer or a name; nothing is hidden by it. One open report for each person.

    Raises ActDenied, and ValidationError for an unknown reason or too long a text.
    """
    thing = checked(subject, comment, part)
    policies.may_flag(by, subject, comment, at=at, part=part).enforce()
    if reason not in FlagReason.values:
        raise ValidationError({"reason": _("Choose a reason.")})
    words = tidy(text)
    if len(words) > LONGEST_TEXT:
        raise ValidationError({"text": _("Use at most %(most)s characters.") % {"most": LONGEST_TEXT}})
    # One person's reports are taken one after the other, so that a double click makes one.
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    mine = Flag.objects.filter(subject=subject, comment=comment, part=part, person=by, decision__isnull=True)
    same = mine.first()
    if same:
        return same
    made = Flag.objects.create(
        subject=subject,
        comment=comment,
        part=part,
        named_id=thing.named_id,
        person=by,
        reason=reason,
        text=words,
        at=at,
    )
    record(
        "participation.flag.made",
        subject=subject,
        by=by,
        at=at,
        payload={"flag": made.pk, "comment": comment.pk if comment else None},
    )
    return made
