"""The component kind "budget": its words, cards and facts, and the verdicts on what one may do there."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Count, OuterRef, Subquery, Sum
from django.db.models.functions import Cast, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgets.settings import BudgetSettings
from participation.access.facts import know
from participation.access.verdict import Verdict
from participation.web.templatetags.ui import num, pesos
from processes.kinds import ActKind, Card, ComponentKind, Progress, tallies

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component

FROZEN = ("who_may_vote",)


def may(person: "Person | None", component: "Component", act: str, *, at: datetime) -> Verdict:
    """Return the verdict on one of the acts of a budget."""
    from budgets.projects.policies import may_comment_in, may_submit
    from processes.policies import is_open

    if act == "submit":
        return may_submit(person, component, at=at)
    if act == "comment":
        return may_comment_in(person, component, at=at)
    return is_open(component, act, at)


def gather(components: list["Component"], person: "Person", at: datetime) -> None:
    """Bring what the rules of several budgets ask of the person, and how many projects of theirs stand."""
    from budgets.models import Budget, Project
    from participation.access.facts import asks_verification
    from participation.verification.querysets import accounts_of

    configs = [component.config for component in components]
    know(person, [rule for each in configs for rule in (*each.who_may_submit, *each.who_may_comment)])
    found = {row.component_id: row for row in Budget.objects.filter(component__in=components)}
    rows = Project.objects.standing().filter(contest__budget__in=list(found.values()), author__in=accounts_of(person))  # type: ignore[attr-defined]
    entered: dict[tuple[int, bool], int] = {}
    for component_id, author_id in rows.order_by().values_list("contest__budget__component", "author"):
        for identity in (True, False) if author_id == person.pk else (True,):
            entered[component_id, identity] = entered.get((component_id, identity), 0) + 1
    for component in components:
        budget = found.get(component.pk)
        component.__dict__["_budget"] = budget
        if budget is not None:
            budget.component = component
        by_identity = asks_verification(component.config.who_may_submit)
        component.entered_here = entered.get((component.pk, by_identity), 0)  # type: ignore[attr-defined]


def tally() -> Subquery:
    """Return, over a component's row, how many projects there are, in how many contests, and how much money."""
    from budgets.models import Budget, Contest, Project

    contests = Contest.objects.filter(budget=OuterRef("pk")).order_by().values("budget")
    projects = Project.objects.standing().filter(contest__budget=OuterRef("pk"), subject__state="published")  # type: ignore[attr-defined]
    counted = projects.order_by().values("contest__budget").annotate(n=Count("pk"))
    told = JSONObject(
        n=Subquery(counted.values("n")),
        amount=Subquery(contests.annotate(s=Cast(Sum("amount"), BigIntegerField())).values("s")),
        contests=Subquery(contests.annotate(c=Count("pk")).values("c")),
    )
    return Subquery(Budget.objects.filter(component=OuterRef("pk")).order_by().values(told=told))


def projects_in_words(count: int) -> str:
    """Return how many projects there are."""
    return ngettext("%(n)s project", "%(n)s projects", count) % {"n": num(count)}


def _facts_of(told: dict[str, Any]) -> list[str]:
    words = []
    if told.get("amount"):
        words.append(_("%(amount)s to decide on") % {"amount": pesos(told["amount"])})
    if told.get("n"):
        words.append(projects_in_words(told["n"]))
    return words


def cards(component: "Component", person: "Person | None", at: datetime) -> list[Card]:
    """Return the cards of "Now you can": vote, or enter a project."""
    from processes.policies import is_open

    told = tallies([component]).get(component.pk, {})
    if not told.get("contests"):
        return []
    title, url = component.in_language("title"), component.get_absolute_url()
    found = []
    if is_open(component, "vote", at=at):
        found.append(Card(title=_("Vote"), text=title, url=url, facts=tuple(_facts_of(told)), act="vote"))
    if is_open(component, "submit", at=at):
        found.append(
            Card(
                title=_("Enter a project"),
                text=title,
                url=reverse("budgets:where", args=[component.pk]),
                facts=tuple(_facts_of(told)),
                act="submit",
            )
        )
    if not found and is_open(component, "comment", at=at):
        found.append(
            Card(title=_("See the projects"), text=title, url=url, facts=tuple(_facts_of(told)), act="comment")
        )
    return found


def progress(component: "Component") -> Progress:
    """Return what "How it is going" says of a budget, and the way to it."""
    told = tallies([component]).get(component.pk, {})
    return Progress(
        sentences=tuple(f"{words}." for words in _facts_of(told)),
        link=_("See the budget: %(title)s") % {"title": component.in_language("title")},
    )


def facts(components: Iterable["Component"], person: "Person | None" = None) -> dict[int, list[Any]]:
    """Return short sentences on several budgets."""
    found = {pk: _facts_of(told) for pk, told in tallies(list(components)).items()}
    return {pk: words for pk, words in found.items() if words}


def refuse(component: "Component", before: BudgetSettings, after: BudgetSettings) -> list[Any]:
    """Return what forbids a change of settings: who may vote does not change once a ballot is frozen."""
    from budgets.structure.policies import budget_of, rules_are_open

    budget = budget_of(component)
    if budget is None or rules_are_open(budget) or all(getattr(before, n) == getattr(after, n) for n in FROZEN):
        return []
    return [_("The ballot is frozen, so who may vote stays as it is.")]


KIND = ComponentKind(
    name="budget",
    label=gettext_lazy("Participatory budget"),
    description=gettext_lazy(
        "Money that people decide on: they enter projects, these are studied and costed, people vote, and what won is "
        "carried out in view of everybody."
    ),
    settings=BudgetSettings,
    acts=(
        ActKind(
            name="submit",
            label=gettext_lazy("Enter a project"),
            invitation=gettext_lazy("Enter a project"),
            closed=gettext_lazy("Projects could be entered until %(date)s."),
            opens=gettext_lazy("Projects can be entered from %(date)s on."),
            headline=gettext_lazy("Say what the money should be spent on: %(process)s"),
            takes=gettext_lazy("About 15 minutes"),
        ),
        ActKind(
            name="comment",
            label=gettext_lazy("Comment on the projects"),
            invitation=gettext_lazy("Comment on the projects"),
            closed=gettext_lazy("Comments closed on %(date)s."),
            opens=gettext_lazy("Comments open on %(date)s."),
            headline=gettext_lazy("See the projects: %(process)s"),
            takes=gettext_lazy("About 5 minutes"),
        ),
        ActKind(
            name="vote",
            label=gettext_lazy("Vote on the projects"),
            invitation=gettext_lazy("Vote"),
            closed=gettext_lazy("The vote closed on %(date)s."),
            opens=gettext_lazy("The vote opens on %(date)s."),
            headline=gettext_lazy("Vote: %(process)s"),
            takes=gettext_lazy("About 5 minutes"),
        ),
    ),
    form="budgets.structure.forms.BudgetSettingsForm",
    view="budgets.structure.views.page.of_component",
    tally=tally,
    cards=cards,
    progress=progress,
    facts=facts,
    may=may,
    gather=gather,
    refuse=refuse,
)
