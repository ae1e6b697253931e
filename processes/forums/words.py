"""Until when a call is open, in words."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from processes.models import ForumCall


def call_words(call: ForumCall) -> str:
    """Return from when until when candidacies are taken."""
    opens, closes = localtime(call.opens_at), localtime(call.closes_at)
    told = {"first": date_format(opens), "last": date_format(closes), "hour": date_format(closes, "H:i")}
    return _("Candidacies are taken from %(first)s until %(last)s at %(hour)s.") % told
