"""The component kind "questions" and the kind of ask "question": words, card, facts."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.access.verdict import Verdict
from participation.asks.registry import AskKind, AskWords
from participation.web.templatetags.ui import num
from processes.kinds import ActKind, Card, ComponentKind, count_below, tallies
from processes.questions import place
from processes.questions.settings import QuestionSettings

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component


def _counted(count: int) -> str:
    return ngettext("%(n)s question", "%(n)s questions", count) % {"n": num(count)}


QUESTION = AskKind(
    name="question",
    label=gettext_lazy("question"),
    label_plural=gettext_lazy("questions"),
    dataset="questions",
    path="/preguntas/%s/",
    verdicts=("answered", "out_of_scope"),
    rules=place.rules,
    clock=place.clock,
    closes=place.closes,
    falls_to=place.falls_to,
    list_path=place.list_path,
    write_path=place.write_path,
    crumbs=place.crumbs,
    gather=place.gather,
    words=AskWords(
        heading=gettext_lazy("Questions to the government"),
        lead=gettext_lazy("What people asked, what was answered and what was not. Nothing that is asked is left out."),
        ask=gettext_lazy("Ask a question"),
        write=gettext_lazy("Ask a question"),
        write_lead=gettext_lazy("Your question and its answer are public, so that they serve more people."),
        title=gettext_lazy("What do you want to know?"),
        title_hint=gettext_lazy("One question, in one or two lines."),
        body=gettext_lazy("Why do you ask?"),
        body_hint=gettext_lazy("What happened, where, since when. It helps whoever must answer."),
        institution=gettext_lazy("Which office do you ask?"),
        anyone=gettext_lazy("Choose an office"),
        similar=gettext_lazy("Was this asked already?"),
        similar_lead=gettext_lazy("If one of these is your question, join it: you will be told the answer too."),
        go_on=gettext_lazy("Mine is another one: ask it"),
        published=gettext_lazy("Your question is published. We will tell you when it is answered."),
        pending=gettext_lazy(
            "We have your question. A moderator will read it before it is published; we will tell you."
        ),
        empty=gettext_lazy("Nobody has asked anything yet"),
        empty_text=gettext_lazy("Be the first to ask."),
        wanted=gettext_lazy("Most wanted first"),
        join=gettext_lazy("I want an answer too"),
        leave=gettext_lazy("I do not need the answer any more"),
        joined=gettext_lazy("You want an answer too."),
        asked=gettext_lazy("It was asked"),
        search=gettext_lazy("Search questions"),
        withdraw=gettext_lazy("Withdraw my question"),
        counted=_counted,
    ),
)


def cards(component: "Component", person: "Person | None", at: datetime) -> list[Card]:
    """Return the cards of "Now you can"."""
    from processes.policies import is_open

    if is_open(component, "ask", at=at):
        days = component.config.answer_due_days
        owed = ngettext(
            "An answer is owed within %(n)s working day.", "An answer is owed within %(n)s working days.", days
        )
        text = owed % {"n": days}
        return [Card(title=_("Ask a question"), text=text, url=component.get_absolute_url(), act="ask")]
    if is_open(component, "join", at=at):
        return [Card(title=_("Join questions"), text="", url=component.get_absolute_url(), act="join")]
    return []


def facts(components: Iterable["Component"], person: "Person | None" = None) -> dict[int, list[Any]]:
    """Return short sentences on several activities."""
    return {pk: [_counted(told["n"])] for pk, told in tallies(list(components)).items()}


def tally() -> Subquery:
    """Return how many questions an activity has."""
    return count_below(QUESTION.name)


def may(person: "Person | None", component: "Component", act: str, *, at: datetime) -> Verdict:
    """Tell whether the person may ask, join or comment there."""
    from participation.asks.policies import may_at

    return may_at(person, QUESTION, place.place_of(component), act, at=at, asked=getattr(component, "asked", None))


def gather(components: list["Component"], person: "Person", at: datetime) -> None:
    """Bring what the limits ask of the person in several activities."""
    from participation.asks.many import asked_at

    known = {place.place_of(component).pk: component for component in components}
    for key, asked in asked_at(QUESTION, [each.subject for each in components], person, at).items():
        known[key].asked = asked  # type: ignore[attr-defined]


KIND = ComponentKind(
    name="questions",
    label=gettext_lazy("Questions to authorities"),
    description=gettext_lazy("People ask an office; it answers within a number of working days, in full view."),
    settings=QuestionSettings,
    acts=(
        ActKind(
            name="ask",
            label=gettext_lazy("Ask"),
            invitation=gettext_lazy("Ask a question"),
            closed=gettext_lazy("Questions closed on %(date)s."),
            opens=gettext_lazy("Questions open on %(date)s."),
            headline=gettext_lazy("Ask your government: %(process)s"),
            takes=gettext_lazy("About 3 minutes"),
        ),
        ActKind(
            name="join",
            label=gettext_lazy("Want an answer too"),
            invitation=gettext_lazy("See and join questions"),
            closed=gettext_lazy("Joining questions closed on %(date)s."),
            opens=gettext_lazy("Joining questions opens on %(date)s."),
            headline=gettext_lazy("Join the questions of others: %(process)s"),
            takes=gettext_lazy("About 1 minute"),
            needs=("ask",),
        ),
        ActKind(
            name="comment",
            label=gettext_lazy("Comment"),
            invitation=gettext_lazy("Read and comment"),
            closed=gettext_lazy("Comments closed on %(date)s."),
            opens=gettext_lazy("Comments open on %(date)s."),
            headline=gettext_lazy("Comment on questions: %(process)s"),
            takes=gettext_lazy("About 3 minutes"),
        ),
    ),
    form="processes.questions.forms.QuestionSettingsForm",
    view="processes.questions.views.questions",
    cards=cards,
    tally=tally,
    facts=facts,
    may=may,
    gather=gather,
)
