"""What a new account may write in its first hours: a limit on those who open an account to flood a page."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from participation.access.verdict import ALLOWED, Denied, Verdict

if TYPE_CHECKING:
    from participation.models import Person


def since(person: "Person", at: datetime) -> datetime | None:
    """Return from when on what a new account wrote is counted; None where the account is not new."""
    hours = timedelta(hours=settings.AZOTEA_MODERATION["new_hours"])
    return person.joined_at if timedelta(0) <= at - person.joined_at < hours else None


def may_write_more(what: str, written: int) -> Verdict:
    """Ask whether a new account that wrote so many (``comments``, ``proposals`` or ``asks``) may write one more."""
    most = settings.AZOTEA_MODERATION[f"new_{what}"]
    if written < most:
        return ALLOWED
    message = {
        "comments": _(
            "Your account is new: in its first %(hours)s hours it can write %(n)s comments. Come back later."
        ),
        "asks": _("Your account is new: in its first %(hours)s hours it can ask %(n)s times. Come back later."),
        "proposals": _(
            "Your account is new: in its first %(hours)s hours it can make %(n)s proposals. Come back later."
        ),
    }[what]
    return Denied("new_account", message % {"hours": settings.AZOTEA_MODERATION["new_hours"], "n": most})
