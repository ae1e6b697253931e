"""Who may look at personal data, and for how long a declaration holds."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from participation.access.roles import NO_SECOND_STEP, lacks_second_step, may_be_signed_in, roles_of
from participation.access.verdict import ALLOWED, Denied, Verdict

if TYPE_CHECKING:
    from participation.models import Person, Viewing

LASTS = timedelta(minutes=30)
# What was being filled in when the time ended may still be handed in, once: nobody at the counter writes it twice.
GRACE = timedelta(minutes=30)
SHORTEST = 10


def may_open_viewing(by: "Person | None", *, at: datetime) -> Verdict:
    """Tell whether somebody may declare a look: officials; which page they may open is that page's own policy."""
    signed_in = may_be_signed_in(by)
    if not signed_in or by is None:
        return signed_in
    if lacks_second_step(by):
        return NO_SECOND_STEP
    if by.is_superuser or roles_of(by):
        return ALLOWED
    return Denied("role_missing", _("Only officials look at personal data."))


def may_close_viewing(by: "Person | None", viewing: "Viewing", *, at: datetime) -> Verdict:
    """Tell whether somebody may end a look: whoever opened it."""
    signed_in = may_be_signed_in(by)
    if signed_in and by is not None and viewing.person_id != by.pk:
        return Denied("not_yours", _("Somebody else declared this."))
    return signed_in


def viewing_of(by: "Person", *, at: datetime, grace: timedelta = timedelta()) -> "Viewing | None":
    """Return the declaration in force, with ``grace`` also one that ran out a moment ago (never one that was ended)."""
    from participation.models import Viewing

    mine = Viewing.objects.filter(person=by, closed_at__isnull=True, expires_at__gt=at - grace, opened_at__lte=at)
    return mine.order_by("-expires_at").first()
