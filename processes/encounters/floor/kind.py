"""The kind of ask "intervention": somebody asks to speak in an encounter, or proposes a point of its agenda."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from participation.asks.registry import AskKind, AskWords
from participation.web.templatetags.ui import num
from processes.encounters.floor import place


def _counted(count: int) -> str:
    return ngettext("%(n)s request to speak", "%(n)s requests to speak", count) % {"n": num(count)}


INTERVENTION = AskKind(
    name="intervention",
    label=_("request to speak"),
    label_plural=_("requests to speak"),
    dataset="interventions",
    path="/intervenciones/%s/",
    verdicts=("accepted", "accepted_in_part", "not_accepted"),
    rules=place.rules,
    clock=place.clock,
    closes=place.closes,
    falls_to=place.falls_to,
    list_path=place.list_path,
    write_path=place.write_path,
    crumbs=place.crumbs,
    gather=place.gather,
    places=("encounter",),
    institution_required=False,
    names_office=False,
    words=AskWords(
        heading=_("Requests to speak"),
        lead=_("Who asked to speak or proposed a point of the agenda, and what was answered to each."),
        ask=_("Ask to speak, or propose a point"),
        write=_("Ask to speak, or propose a point"),
        write_lead=_("Your request and its answer are public. Whoever organises it answers with reasons."),
        title=_("What do you want to speak about, or put on the agenda?"),
        title_hint=_("One matter, in one or two lines."),
        body=_("What would you say?"),
        body_hint=_("In a few sentences. Say too if you only propose the point, or how many minutes you need."),
        institution=_("Which office do you ask?"),
        anyone=_("Choose an office"),
        similar=_("Did somebody ask for this already?"),
        similar_lead=_("If one of these says what you would say, join it: you will be told the answer too."),
        go_on=_("Mine is another one: hand it in"),
        published=_("Your request is published. We will tell you when it is answered."),
        pending=_("We have your request. A moderator will read it before it is published; we will tell you."),
        empty=_("Nobody asked to speak yet"),
        empty_text=_("Be the first: say what you want to speak about."),
        wanted=_("Most wanted first"),
        join=_("I want this heard too"),
        leave=_("I do not ask for it any more"),
        joined=_("You want this heard too."),
        asked=_("Somebody asked to speak"),
        search=_("Search requests"),
        withdraw=_("Withdraw my request"),
        counted=_counted,
    ),
)
