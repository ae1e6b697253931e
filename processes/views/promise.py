"""What the level of participation promised means."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from processes.models import Participation

PROMISES = {
    Participation.INFORM: _("We tell you what is decided, clearly and in time."),
    Participation.CONSULT: _("We listen to you, and tell you how what you said changed the decision."),
    Participation.INVOLVE: _("We work with you so that your concerns are reflected in the options, and tell you how."),
    Participation.COLLABORATE: _(
        "We look for solutions with you, and take your advice into the decision as far as possible."
    ),
    Participation.EMPOWER: _("We carry out what you decide."),
}


def levels(request: HttpRequest) -> HttpResponse:
    """Explain the five levels."""
    shown = [{"number": level.value, "label": level.label, "promise": text} for level, text in PROMISES.items()]
    return render(request, "processes/promise.html", {"levels": shown})
