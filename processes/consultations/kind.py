"""The component kind "consultation": its words, card and facts, and the verdict on answering."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.access.eligibility import asks_verification
from participation.access.facts import know
from participation.access.verdict import Verdict
from participation.verification.querysets import accounts_of
from participation.web.templatetags.ui import num
from processes.consultations.settings import ConsultationSettings, Nature
from processes.kinds import ActKind, Card, ComponentKind, Progress, tallies

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component

FROZEN = ("nature", "who_may_answer", "without_account", "revocable", "entitled", "quorum", "threshold", "binding")


def may(person: "Person | None", component: "Component", act: str, *, at: datetime) -> Verdict:
    """Return the verdict on the one act of a consultation."""
    from processes.consultations.policies import may_answer

    return may_answer(person, component, at=at)


def gather(components: list["Component"], person: "Person", at: datetime) -> None:
    """Bring what the rules of several consultations ask of the person."""
    from participation.models import Vote
    from processes.consultations.policies import know_questionnaire
    from processes.models import Answer, Questionnaire

    subjects = [component.subject_id for component in components]
    votes = {vote.subject_id: vote for vote in Vote.objects.filter(subject__in=subjects)}
    configs = {component: component.config for component in components}
    know(person, [rule for each in configs.values() for rule in each.who_may_answer])
    ready = {row.component_id: row for row in Questionnaire.objects.filter(component__in=components)}
    asking = [component for component, each in configs.items() if asks_verification(each.who_may_answer)]
    others = Answer.objects.filter(component__in=asking, person__in=accounts_of(person)).exclude(person=person)
    elsewhere = set(others.values_list("component_id", flat=True)) if asking else set()
    for component in components:
        know_questionnaire(component, ready.get(component.pk))
        component.answered_elsewhere = component.pk in elsewhere  # type: ignore[attr-defined]
        component.vote_here = votes.get(component.subject_id)  # type: ignore[attr-defined]


def answers_in_words(count: int) -> str:
    """Return how many answered."""
    return ngettext("%(n)s person answered", "%(n)s people answered", count) % {"n": num(count)}


def tally() -> Subquery:
    """Return, over a component's row, how many answered."""
    from processes.models import Answer

    rows = Answer.objects.filter(component=OuterRef("pk")).order_by().values("component")
    return Subquery(rows.annotate(n=Count("pk")).values(told=JSONObject(n="n")))


def cards(component: "Component", person: "Person | None", at: datetime) -> list[Card]:
    """Return the card of "Now you can"."""
    from processes.policies import is_open

    if not is_open(component, "answer", at=at):
        return []
    vote = component.config.nature == Nature.VOTE
    title = _("Vote") if vote else _("Answer the survey")
    return [Card(title=title, text=component.in_language("title"), url=component.get_absolute_url(), act="answer")]


def progress(component: "Component") -> Progress:
    """Return what "How it is going" says, and the way to the results, also when it is over."""
    count = tallies([component]).get(component.pk, {}).get("n", 0)
    return Progress(
        sentences=(f"{answers_in_words(count)}.",) if count else (),
        link=_("See the consultation: %(title)s") % {"title": component.in_language("title")},
    )


def facts(components: Iterable["Component"], person: "Person | None" = None) -> dict[int, list[Any]]:
    """Return short sentences on several consultations."""
    return {pk: [answers_in_words(told["n"])] for pk, told in tallies(list(components)).items() if told.get("n")}


def refuse(component: "Component", before: ConsultationSettings, after: ConsultationSettings) -> list[Any]:
    """Return what forbids a change of settings: under which rules people answered does not change behind them."""
    if not took_part(component):
        return []
    if all(getattr(before, name) == getattr(after, name) for name in FROZEN):
        return []
    words = _("It was frozen or answered, so what it is, who may answer and what the result needs stay as they are.")
    return [words]


def took_part(component: "Component") -> bool:
    """Tell whether somebody answered, a vote is frozen, or conclusions were published."""
    from processes.consultations.policies import vote_of
    from processes.models import Answer

    if Answer.objects.filter(component=component).exists() or component.conclusions.exists():
        return True
    vote = vote_of(component)
    return vote is not None and vote.frozen_at is not None


KIND = ComponentKind(
    name="consultation",
    label=gettext_lazy("Consultation"),
    description=gettext_lazy(
        "A questionnaire that people answer: a survey, which they can change until it closes, or a secret vote."
    ),
    settings=ConsultationSettings,
    acts=(
        ActKind(
            name="answer",
            label=gettext_lazy("Answer the consultation"),
            invitation=gettext_lazy("Answer"),
            closed=gettext_lazy("It closed on %(date)s."),
            opens=gettext_lazy("It opens on %(date)s."),
            headline=gettext_lazy("Give your answer: %(process)s"),
            takes=gettext_lazy("About 5 minutes"),
        ),
    ),
    form="processes.consultations.forms.ConsultationSettingsForm",
    view="processes.consultations.views.page.consultation",
    tally=tally,
    cards=cards,
    progress=progress,
    facts=facts,
    may=may,
    gather=gather,
    refuse=refuse,
    took_part=took_part,
    concludes="answer",
)
