"""The kind of ask "datarequest": where it stands, its rules, its words."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.access.verdict import ALLOWED, Verdict
from participation.asks.registry import AskKind, AskRules, AskWords, Place
from participation.responses.models import DECISIONS
from participation.web.templatetags.ui import num

if TYPE_CHECKING:
    from participation.models import Institution

NAME = "datarequest"


def _rules(place: Place) -> AskRules:
    moderation = "before" if settings.AZOTEA_DATA_REQUESTS_READ_FIRST else "after"
    return AskRules(answer_due_days=settings.AZOTEA_DATA_REQUEST_DAYS, moderation=moderation)


def _clock(place: Place, act: str, at: datetime) -> Verdict:
    return ALLOWED  # all year round


def _no_end(place: Place, act: str, at: datetime) -> datetime | None:
    return None


def _nobody(place: Place) -> "Institution | None":
    return None


def _list_path(place: Place) -> str:
    return reverse("datarequests:list")


def _write_path(place: Place) -> str:
    return reverse("datarequests:create")


def _crumbs(place: Place) -> list[Any]:
    return [_("Open data"), reverse("opendata:home"), _("Requests of data"), reverse("datarequests:list")]


def _counted(count: int) -> str:
    return ngettext("%(n)s request", "%(n)s requests", count) % {"n": num(count)}


DATAREQUEST = AskKind(
    name=NAME,
    label=gettext_lazy("request of data"),
    label_plural=gettext_lazy("requests of data"),
    dataset="datarequests",
    path="/datos/solicitudes/%s/",
    verdicts=tuple(value for value, _label in DECISIONS),
    rules=_rules,
    clock=_clock,
    closes=_no_end,
    falls_to=_nobody,
    list_path=_list_path,
    write_path=_write_path,
    crumbs=_crumbs,
    institution_required=False,
    takes_data=True,
    words=AskWords(
        heading=gettext_lazy("Requests of data"),
        lead=gettext_lazy("Data that people miss here: who must give them, by when, and what was answered."),
        ask=gettext_lazy("Ask for data"),
        write=gettext_lazy("Ask for data"),
        write_lead=gettext_lazy(
            "Look first whether it is published. Your request is public; do not ask for personal data of others."
        ),
        title=gettext_lazy("Which data do you need?"),
        title_hint=gettext_lazy("For example: street lamps by neighbourhood, with the date of their last repair."),
        body=gettext_lazy("What do you need them for?"),
        body_hint=gettext_lazy(
            "Nobody has to say it, but it helps to give you what serves you: years, format, detail."
        ),
        institution=gettext_lazy("Which office has them?"),
        anyone=gettext_lazy("I do not know"),
        similar=gettext_lazy("Was this asked for already?"),
        similar_lead=gettext_lazy("If one of these is what you need, join it: you will be told the answer too."),
        go_on=gettext_lazy("I need something else: ask for it"),
        published=gettext_lazy("Your request is published. We will tell you when it is answered."),
        pending=gettext_lazy(
            "We have your request. A moderator will read it before it is published; we will tell you."
        ),
        empty=gettext_lazy("Nobody has asked for data yet"),
        empty_text=gettext_lazy("If you miss something among the open data, ask for it."),
        wanted=gettext_lazy("Most needed first"),
        join=gettext_lazy("I need them too"),
        leave=gettext_lazy("I do not need them any more"),
        joined=gettext_lazy("You need them too."),
        asked=gettext_lazy("It was asked for"),
        search=gettext_lazy("Search requests"),
        withdraw=gettext_lazy("Withdraw my request"),
        counted=_counted,
    ),
)
