"""What pages say of a change of administration."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from participation.administrations.inherited import shown_current
from participation.administrations.models import Pronouncement
from participation.models import Subject

register = template.Library()


@register.inclusion_tag("participation/administrations/inherited.html")
def inherited(subject: Subject, since: datetime | None, until: datetime | None = None) -> dict[str, Any]:
    """Return what the present administration said of a thing that was public ``since`` and ended ``until``.

    Nothing, and no query, where it inherited none of it.
    """
    now = shown_current(timezone.now())
    if now is None or since is None or since >= now.starts_at or (until is not None and until < now.starts_at):
        return {"now": None}
    said = Pronouncement.objects.filter(administration=now, subject=subject).first()
    return {"now": now, "said": said, "subject": subject}
