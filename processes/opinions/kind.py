"""The component kind "opinions" and the subject kind "statement": words, card, facts."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.access import newcomers
from participation.access.eligibility import asks_verification
from participation.access.facts import know
from participation.access.verdict import Verdict
from participation.verification.querysets import accounts_of, of_same_person
from participation.web.templatetags.ui import num
from processes.kinds import ActKind, Card, ComponentKind, Progress, count_below, tallies
from processes.opinions.settings import OpinionSettings

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component


def may(person: "Person | None", component: "Component", act: str, *, at: datetime) -> Verdict:
    """Return the verdict on adding or answering."""
    from processes.opinions import policies

    decide = policies.may_add if act == "add" else policies.may_answer_in
    return decide(person, component, at=at)


def gather(components: list["Component"], person: "Person", at: datetime) -> None:
    """Bring what the rules of several activities ask, how full each is, and how the person stands in it."""
    from processes.models import Statement, StatementAnswer
    from processes.opinions.policies import COUNTED, Standing, written_since

    configs = {component: component.config for component in components}
    know(person, [rule for each in configs.values() for rule in (*each.who_may_add, *each.who_may_answer)])
    rows = Statement.objects.filter(component__in=components, state__in=COUNTED).order_by()
    mine = Count("pk", filter=Q(author=person, seeded=False))
    same = Count("pk", filter=Q(of_same_person("author", person), seeded=False))
    counts = rows.values_list("component").annotate(n=Count("pk"), mine=mine, same=same)
    found = {pk: (n, mine, same) for pk, n, mine, same in counts}
    asking = [component for component, each in configs.items() if asks_verification(each.who_may_answer)]
    others = StatementAnswer.objects.filter(component__in=asking, person__in=accounts_of(person)).exclude(person=person)
    elsewhere = set(others.values_list("component_id", flat=True)) if asking else set()
    since = newcomers.since(person, at)
    written = 0 if since is None else written_since(person, since)
    for component, config in configs.items():
        total, own, together = found.get(component.pk, (0, 0, 0))
        limited = together if asks_verification(config.who_may_add) else own
        standing = Standing(total, limited, written, component.pk in elsewhere)
        component.standing_here = standing  # type: ignore[attr-defined]


def statements_in_words(count: int) -> str:
    """Return how many statements there are."""
    return ngettext("%(n)s statement", "%(n)s statements", count) % {"n": num(count)}


def cards(component: "Component", person: "Person | None", at: datetime) -> list[Card]:
    """Return the card of "Now you can"."""
    from processes.policies import is_open

    act = next((name for name in ("answer", "add") if is_open(component, name, at=at)), "")
    if not act:
        return []
    title = _("Agree or disagree") if act == "answer" else _("Add a statement")
    return [Card(title=title, text=component.in_language("title"), url=component.get_absolute_url(), act=act)]


def progress(component: "Component") -> Progress:
    """Return the way to what was found, also when it is over."""
    return Progress(link=_("See what unites and what divides: %(title)s") % {"title": component.in_language("title")})


def took_part(component: "Component") -> bool:
    """Tell whether somebody left something that is neither a statement nor a comment."""
    return component.conclusions.exists()


def refuse(component: "Component", before: OpinionSettings, after: OpinionSettings) -> list[Any]:
    """Return what forbids a change of settings: who is counted does not change once people answered."""
    from processes.models import StatementAnswer

    if before.who_may_answer == after.who_may_answer:
        return []
    if not StatementAnswer.objects.filter(component=component).exists():
        return []
    return [_("People already answered, so who may answer stays as it is.")]


def facts(components: Iterable["Component"], person: "Person | None" = None) -> dict[int, list[Any]]:
    """Return short sentences on several activities."""
    return {pk: [statements_in_words(told["n"])] for pk, told in tallies(list(components)).items()}


def tally() -> Subquery:
    """Return how many statements an activity has."""
    return count_below("statement")


KIND = ComponentKind(
    name="opinions",
    label=gettext_lazy("Opinion groups"),
    description=gettext_lazy(
        "People answer short statements with agree, disagree or pass; the page shows what unites them and what divides."
    ),
    settings=OpinionSettings,
    acts=(
        ActKind(
            name="answer",
            label=gettext_lazy("Answer statements"),
            invitation=gettext_lazy("Agree or disagree"),
            closed=gettext_lazy("Answering statements closed on %(date)s."),
            opens=gettext_lazy("Answering statements opens on %(date)s."),
            headline=gettext_lazy("Do you agree? %(process)s"),
            takes=gettext_lazy("About 2 minutes"),
        ),
        ActKind(
            name="add",
            label=gettext_lazy("Add statements"),
            invitation=gettext_lazy("Add a statement"),
            closed=gettext_lazy("Adding statements closed on %(date)s."),
            opens=gettext_lazy("Adding statements opens on %(date)s."),
            headline=gettext_lazy("Add what is missing: %(process)s"),
            takes=gettext_lazy("About 1 minute"),
        ),
    ),
    form="processes.opinions.forms.OpinionSettingsForm",
    view="processes.opinions.views.page.opinions",
    cards=cards,
    progress=progress,
    tally=tally,
    facts=facts,
    may=may,
    gather=gather,
    refuse=refuse,
    took_part=took_part,
    concludes="answer",
)
