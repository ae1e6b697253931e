"""The component kind "debate": its words, card and facts, and who may give reasons."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.access import roles
from participation.access.eligibility import check
from participation.access.facts import know
from participation.access.verdict import Verdict, first_denial
from participation.web.templatetags.ui import num
from processes.debates.settings import DebateSettings
from processes.kinds import ActKind, Card, ComponentKind, Progress, tallies

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component

POSITIONS = ("in_favour", "in_favour_en", "against", "against_en")


def may_give_reasons(person: "Person | None", component: "Component", *, at: datetime) -> Verdict:
    """Tell whether the person may give a reason now; what is closed is said before what the person lacks."""
    from processes.policies import is_open

    return first_denial(
        lambda: is_open(component, "comment", at),
        lambda: roles.may_take_part(person, at=at),
        lambda: check(component.config.who_may_comment, person, at=at),
    )


def may(person: "Person | None", component: "Component", act: str, *, at: datetime) -> Verdict:
    """Return the verdict on the one act of a debate."""
    return may_give_reasons(person, component, at=at)


def gather(components: list["Component"], person: "Person", at: datetime) -> None:
    """Bring what the rules of several debates ask of the person."""
    know(person, [rule for component in components for rule in component.config.who_may_comment])


def reasons_in_words(count: int) -> str:
    """Return how many reasons there are."""
    return ngettext("%(n)s reason", "%(n)s reasons", count) % {"n": num(count)}


def tally() -> Subquery:
    """Return how many reasons a debate has, and on which side."""
    from participation.models import SubjectCount

    names = ("comments", "comments_for", "comments_against")
    rows = SubjectCount.objects.filter(subject=OuterRef("subject"))
    return Subquery(rows.values(told=JSONObject(**{name: name for name in names})))


def cards(component: "Component", person: "Person | None", at: datetime) -> list[Card]:
    """Return the card of "Now you can"."""
    from processes.policies import is_open

    if not is_open(component, "comment", at=at):
        return []
    count = tallies([component]).get(component.pk, {}).get("comments", 0)
    text = f"{component.in_language('title')} {reasons_in_words(count) if count else _('Be the first to give one.')}"
    return [Card(title=_("Debate"), text=text, url=component.get_absolute_url(), act="comment")]


def progress(component: "Component") -> Progress:
    """Return what "How it is going" says of a debate, and the way to it, also when it is over."""
    found = tallies([component]).get(component.pk, {})
    count = found.get("comments", 0)
    sentences = []
    if count:
        sentences = [
            f"{reasons_in_words(count)}:",
            ngettext("%(n)s in favour,", "%(n)s in favour,", found["comments_for"]) % {"n": num(found["comments_for"])},
            ngettext("%(n)s against.", "%(n)s against.", found["comments_against"])
            % {"n": num(found["comments_against"])},
        ]
    return Progress(
        sentences=tuple(sentences), link=_("Read the debate: %(title)s") % {"title": component.in_language("title")}
    )


def facts(components: Iterable["Component"], person: "Person | None" = None) -> dict[int, list[Any]]:
    """Return short sentences on several debates."""
    found = tallies(list(components))
    return {pk: [reasons_in_words(counts["comments"])] for pk, counts in found.items() if counts["comments"]}


def refuse(component: "Component", before: DebateSettings, after: DebateSettings) -> list[Any]:
    """Return what forbids a change of settings: what people took a side on does not change behind them."""
    if not component.subject.comments.exists():
        return []
    changed = any(getattr(before, name) and getattr(before, name) != getattr(after, name) for name in POSITIONS)
    return [_("People already took a side, so what each position means stays as it is.")] if changed else []


def took_part(component: "Component") -> bool:
    """Tell whether somebody left something that is no comment: conclusions."""
    return component.conclusions.exists()


KIND = ComponentKind(
    name="debate",
    label=gettext_lazy("Debate"),
    description=gettext_lazy(
        "A question with reasons for and against; afterwards you publish what you conclude. The title is the question."
    ),
    settings=DebateSettings,
    acts=(
        ActKind(
            name="comment",
            label=gettext_lazy("Debate"),
            invitation=gettext_lazy("Give your reasons"),
            closed=gettext_lazy("The debate closed on %(date)s."),
            opens=gettext_lazy("The debate opens on %(date)s."),
            headline=gettext_lazy("Say what you think: %(process)s"),
            takes=gettext_lazy("About 3 minutes"),
        ),
    ),
    form="processes.debates.forms.DebateSettingsForm",
    view="processes.debates.views.debate",
    tally=tally,
    cards=cards,
    progress=progress,
    facts=facts,
    may=may,
    gather=gather,
    refuse=refuse,
    took_part=took_part,
    comment_policy=may_give_reasons,
    concludes="comment",
)
