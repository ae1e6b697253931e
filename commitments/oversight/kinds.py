"""Two kinds of what is asked on a commitment: observations and questions, and reports of wrong data."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from commitments.oversight import place, policies
from participation.asks.registry import AskKind, AskWords, Place
from participation.web.templatetags.ui import num

if TYPE_CHECKING:
    from collections.abc import Callable

OBSERVATION, CORRECTION = "observation", "correction"


def _list_path(name: str) -> "Callable[[Place], str]":
    def path(where: Place) -> str:
        return (
            reverse(f"oversight:{name}s", args=[where.pk]) if where is not None else reverse(f"oversight:all-{name}s")
        )

    return path


def _write_path(name: str) -> "Callable[[Place], str]":
    def path(where: Place) -> str:
        return reverse(f"oversight:new-{name}", args=[where.pk]) if where is not None else reverse("commitments:list")

    return path


def _observations(count: int) -> str:
    return ngettext("%(n)s observation", "%(n)s observations", count) % {"n": num(count)}


def _corrections(count: int) -> str:
    return ngettext("%(n)s report of wrong data", "%(n)s reports of wrong data", count) % {"n": num(count)}


OBSERVATIONS = AskKind(
    name=OBSERVATION,
    label=gettext_lazy("observation"),
    label_plural=gettext_lazy("observations"),
    dataset="observations",
    path="/contraloria/observaciones/%s/",
    verdicts=("accepted", "partly", "rejected", "answered", "out_of_scope"),
    rules=place.rules,
    clock=place.clock,
    closes=place.closes,
    falls_to=place.falls_to,
    list_path=_list_path(OBSERVATION),
    write_path=_write_path(OBSERVATION),
    crumbs=place.crumbs,
    gather=place.gather,
    institution_required=False,
    places=place.KINDS,
    moderated=policies.from_outside,
    words=AskWords(
        heading=gettext_lazy("What citizens observe and ask on commitments"),
        lead=gettext_lazy(
            "What people saw, asked and were answered. No official of the observed institution can hide it."
        ),
        ask=gettext_lazy("Observe or ask"),
        write=gettext_lazy("Observe or ask"),
        write_lead=gettext_lazy("What you write and its answer are public. The institution answers by a date."),
        title=gettext_lazy("What did you see, or what do you want to know?"),
        title_hint=gettext_lazy("In one or two lines."),
        body=gettext_lazy("Tell more"),
        body_hint=gettext_lazy("Where, since when, how you know it. An address of a photograph or document helps."),
        institution=gettext_lazy("Who should answer?"),
        anyone=gettext_lazy("Whoever is responsible for it"),
        similar=gettext_lazy("Did somebody say this already?"),
        similar_lead=gettext_lazy("If one of these is yours too, join it: you will be told the answer."),
        go_on=gettext_lazy("Mine is another one: send it"),
        published=gettext_lazy("It is published. We will tell you when it is answered."),
        pending=gettext_lazy("We have it. A moderator looks at it before it is shown."),
        empty=gettext_lazy("Nobody observed anything yet"),
        empty_text=gettext_lazy("Be the first: what you see counts."),
        wanted=gettext_lazy("Most wanted first"),
        join=gettext_lazy("I see it too"),
        leave=gettext_lazy("I do not see it any more"),
        joined=gettext_lazy("You see it too."),
        asked=gettext_lazy("It was observed"),
        search=gettext_lazy("Search observations"),
        withdraw=gettext_lazy("Withdraw my observation"),
        counted=_observations,
    ),
)

CORRECTIONS = AskKind(
    name=CORRECTION,
    label=gettext_lazy("report of wrong data"),
    label_plural=gettext_lazy("reports of wrong data"),
    dataset="corrections",
    path="/contraloria/correcciones/%s/",
    verdicts=("accepted", "partly", "rejected", "out_of_scope"),
    rules=place.rules,
    clock=place.clock,
    closes=place.closes,
    falls_to=place.falls_to,
    list_path=_list_path(CORRECTION),
    write_path=_write_path(CORRECTION),
    crumbs=place.crumbs,
    gather=place.gather,
    institution_required=False,
    places=place.KINDS,
    moderated=policies.from_outside,
    words=AskWords(
        heading=gettext_lazy("Wrong or old data on commitments"),
        lead=gettext_lazy("What people found wrong or out of date, and whether it was corrected."),
        ask=gettext_lazy("Report wrong data"),
        write=gettext_lazy("Report wrong data"),
        write_lead=gettext_lazy("Whoever is responsible corrects it or says why not, by a date. Both are public."),
        title=gettext_lazy("What is wrong?"),
        title_hint=gettext_lazy("The date, figure, name or link, as it stands there."),
        body=gettext_lazy("What should it say, and how do you know?"),
        body_hint=gettext_lazy("An address or document helps."),
        institution=gettext_lazy("Who should correct it?"),
        anyone=gettext_lazy("Whoever is responsible for it"),
        similar=gettext_lazy("Was this reported already?"),
        similar_lead=gettext_lazy("If one of these is yours too, join it: you will be told the answer."),
        go_on=gettext_lazy("Mine is another one: send it"),
        published=gettext_lazy("It is published. We will tell you when it is answered."),
        pending=gettext_lazy("We have it. A moderator looks at it before it is shown."),
        empty=gettext_lazy("Nobody reported wrong data yet"),
        empty_text=gettext_lazy("If you find some, say so here."),
        wanted=gettext_lazy("Most wanted first"),
        join=gettext_lazy("I see it too"),
        leave=gettext_lazy("I do not see it any more"),
        joined=gettext_lazy("You see it too."),
        asked=gettext_lazy("It was reported"),
        search=gettext_lazy("Search reports"),
        withdraw=gettext_lazy("Withdraw my report"),
        counted=_corrections,
    ),
)
