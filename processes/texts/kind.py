"""The component kind "text": its words, card, facts, and what the API says one may do."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.access import newcomers
from participation.access.facts import know
from participation.access.verdict import Verdict
from participation.web.templatetags.ui import num
from processes.kinds import ActKind, Card, ComponentKind, Progress, tallies
from processes.texts.settings import TextSettings

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Component, DraftText


def text_of(component: "Component") -> "DraftText | None":
    """Return the text of an activity, which leads back to it without a query; None while nobody brought one."""
    from processes.models import DraftText

    known: DraftText | None = component.__dict__.get("_draft_text", False)
    if known is False:  # type: ignore[comparison-overlap]
        known = DraftText.objects.for_page().filter(component=component).first()
        component.__dict__["_draft_text"] = known
        if known is not None:
            known.component = component
    return known


def may(person: "Person | None", component: "Component", act: str, *, at: datetime) -> Verdict:
    """Return the verdict on suggesting or signing; without a text, what the clock says and that there is none."""
    from processes.policies import is_open
    from processes.texts import policies

    text = text_of(component)
    if text is None:
        return is_open(component, act, at) and policies.NO_TEXT
    decide = policies.may_sign if act == "sign" else policies.may_suggest
    return decide(person, text, at=at)  # type: ignore[operator]


def gather(components: list["Component"], person: "Person", at: datetime) -> None:
    """Bring the texts of several activities, what their rules ask, and how much the person wrote."""
    from participation.models import Person as Account
    from participation.verification.querysets import accounts_of
    from processes.models import DraftText, Suggestion, TextSignature
    from processes.texts.policies import Standing

    configs = {component: component.config for component in components}
    know(person, [rule for each in configs.values() for rule in (*each.who_may_suggest, *each.who_may_sign)])
    found = {row.component_id: row for row in DraftText.objects.for_page().filter(component__in=components)}
    texts = [row.pk for row in found.values()]
    mine = Suggestion.objects.filter(author=person, text__in=texts).owed().order_by()
    waiting = dict(mine.values_list("text").annotate(n=Count("pk")))
    others = Account.objects.filter(pk__in=accounts_of(person)).exclude(pk=person.pk).values("pk")
    signed = TextSignature.objects.filter(text__in=texts, organisation__isnull=True, withdrawn_at__isnull=True)
    elsewhere = set(signed.filter(person__in=others).values_list("text_id", flat=True))
    since = newcomers.since(person, at)
    written = 0 if since is None else Suggestion.objects.filter(author=person, at__gte=since).count()
    for component in components:
        text = found.get(component.pk)
        component.__dict__["_draft_text"] = text
        if text is not None:
            text.component = component
            standing = Standing(waiting.get(text.pk, 0), written, text.pk in elsewhere)
            text.standing_here = standing  # type: ignore[attr-defined]


def tally() -> Subquery:
    """Return how many suggestions wait for an answer or have it, and how many signed."""
    from processes.models import DraftText

    stands = Q(suggestions__withdrawn_at__isnull=True) & ~Q(suggestions__kind="remark")
    rows = DraftText.objects.filter(component=OuterRef("pk")).exclude(state="draft").order_by()
    counted = rows.annotate(n=Count("suggestions", filter=stands & Q(suggestions__subject__state="published")))
    return Subquery(counted.values(told=JSONObject(n="n", state=F("state"), signed=F("signed"))))


def suggestions_in_words(count: int) -> str:
    """Return how many suggestions there are."""
    return ngettext("%(n)s suggestion", "%(n)s suggestions", count) % {"n": num(count)}


def signatures_in_words(count: int) -> str:
    """Return how many signed."""
    return ngettext("%(n)s signature", "%(n)s signatures", count) % {"n": num(count)}


def cards(component: "Component", person: "Person | None", at: datetime) -> list[Card]:
    """Return the card of "Now you can": while one may suggest, or sign what was adopted."""
    from processes.policies import is_open

    told = tallies([component]).get(component.pk)
    if told is None:
        return []
    act = "sign" if told["state"] == "adopted" else "suggest"
    if not is_open(component, act, at=at):
        return []
    title = _("Sign the text") if act == "sign" else _("Suggest changes to the text")
    words = signatures_in_words(told["signed"]) if act == "sign" else suggestions_in_words(told["n"])
    return [
        Card(
            title=title, text=component.in_language("title"), url=component.get_absolute_url(), facts=(words,), act=act
        )
    ]


def progress(component: "Component") -> Progress:
    """Return what "How it is going" says of a text, and the way to it, also when it is over."""
    told = tallies([component]).get(component.pk)
    sentences = []
    if told is not None:
        sentences = [f"{suggestions_in_words(told['n'])}."] if told["n"] else []
        if told["state"] == "adopted":
            sentences += [_("The text was adopted."), f"{signatures_in_words(told['signed'])}."]
    return Progress(
        sentences=tuple(sentences), link=_("Read the text: %(title)s") % {"title": component.in_language("title")}
    )


def facts(components: Iterable["Component"], person: "Person | None" = None) -> dict[int, list[Any]]:
    """Return short sentences on several texts."""
    found = {}
    for pk, told in tallies(list(components)).items():
        words = [suggestions_in_words(told["n"])] if told["n"] else []
        words += [signatures_in_words(told["signed"])] if told["signed"] else []
        if words:
            found[pk] = words
    return found


def took_part(component: "Component") -> bool:
    """Tell whether somebody signed; suggestions leave subjects of their own."""
    from processes.models import TextSignature

    return TextSignature.objects.filter(text__component=component).exists()


def refuse(component: "Component", before: TextSettings, after: TextSettings) -> list[Any]:
    """Return what forbids a change of settings: who may sign does not change once somebody signed."""
    if before.who_may_sign == after.who_may_sign or not took_part(component):
        return []
    return [_("People already signed, so who may sign stays as it is.")]


KIND = ComponentKind(
    name="text",
    label=gettext_lazy("Collaborative text"),
    description=gettext_lazy(
        "A document in articles and paragraphs: people suggest other words, you answer each with reasons, publish new "
        "versions, and at the end it is signed."
    ),
    settings=TextSettings,
    acts=(
        ActKind(
            name="suggest",
            label=gettext_lazy("Suggest changes to the text"),
            invitation=gettext_lazy("Suggest changes to the text"),
            closed=gettext_lazy("Suggesting changes closed on %(date)s."),
            opens=gettext_lazy("Suggesting changes opens on %(date)s."),
            headline=gettext_lazy("Write it with us: %(process)s"),
            takes=gettext_lazy("About 5 minutes"),
        ),
        ActKind(
            name="sign",
            label=gettext_lazy("Sign the text"),
            invitation=gettext_lazy("Sign the text"),
            closed=gettext_lazy("Signing closed on %(date)s."),
            opens=gettext_lazy("Signing opens on %(date)s."),
            headline=gettext_lazy("Sign it: %(process)s"),
            takes=gettext_lazy("About 2 minutes"),
        ),
    ),
    form="processes.texts.forms.TextSettingsForm",
    view="processes.texts.views.page.of_component",
    cards=cards,
    progress=progress,
    tally=tally,
    facts=facts,
    may=may,
    gather=gather,
    refuse=refuse,
    took_part=took_part,
    owes_answers=True,
)
