"""The answer, the trace and the coverage, wherever a page needs them."""

from typing import Any, NamedTuple

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.administrations.inherited import is_unanswered, shown_current
from participation.models import Subject
from participation.origins.traces import Step, trace_of
from participation.responses import querysets as responses
from participation.responses.files import files_of
from participation.web.moulds import join, pour
from participation.web.templatetags.ui import day, num

register = template.Library()


class StepShape(NamedTuple):
    """What decides the shape of one step; its texts are values."""

    css: str
    told: bool
    leads: bool
    linked: bool
    dated: bool


@register.simple_tag
def trace(subject: Subject) -> SafeString | str:
    """Return the panel "What happened with this?"; nothing where nothing happened yet."""
    steps = trace_of(subject, timezone.now())
    if not steps:
        return ""
    return pour("participation/origins/trace.html", (), steps=join(map(_step, steps)))


@register.simple_tag(name="step")
def _step(step: Step) -> SafeString:
    """Return one step."""
    at = step.at
    return pour(
        "participation/origins/step.html",
        StepShape(step.css, bool(step.text), bool(step.url), bool(step.link), at is not None),
        strong=step.strong,
        text=step.text,
        url=step.url,
        link=step.link,
        moment=timezone.localtime(at).isoformat() if at is not None else "",
        day=day(at),
    )


@register.inclusion_tag("participation/responses/answer.html")
def answer(subject: Subject) -> dict[str, Any]:
    """Return the published answer with its reasons; nothing while there is none."""
    response = getattr(subject, "response", None)
    if response is None or response.published_at is None:
        at = timezone.now()
        return {"response": None, "silent": shown_current(at) if is_unanswered(response, at) else None}
    if response.hidden_at is not None:
        return {"response": response, "hidden": _reason_of_hiding(subject), "subject": subject}
    sentences = {
        "accepted": _("It is accepted."),
        "partly": _("It is accepted in part."),
        "later": _("It will be considered later."),
        "rejected": _("It is not accepted."),
        "out_of_scope": _("It is out of scope."),
        "answered": _("It is answered."),
    }
    return {
        "response": response,
        "sentence": sentences[response.verdict],
        "subject": subject,
        "files": list(files_of(subject)),
        "parts": [part for part in response.asked_parts if part.handed_in_at and not part.waived_at],
    }


def _reason_of_hiding(subject: Subject) -> Any:
    """Return the decision that hid an answer."""
    from participation.moderation.models import Decision, Part

    return Decision.objects.filter(subject=subject, part=Part.ANSWER).select_related("rule").order_by("-pk").first()


@register.inclusion_tag("participation/responses/coverage.html", takes_context=True)
def coverage(context: dict[str, Any], subject: Subject) -> dict[str, Any]:
    """Return how much of what is owed below a subject was answered, and who owes the rest, in one query."""
    user = getattr(context.get("request"), "user", None)
    parts = responses.debtors(subject, timezone.now(), stranger=user is not None and not user.is_authenticated)
    found = responses.total(parts)
    if not found.owed:
        return {"coverage": None}
    waiting = [each for each in parts if each.coverage.answered < each.coverage.owed]
    return {"coverage": found, "parts": coverage_parts(found), "debtors": waiting[:5]}


def coverage_parts(found: responses.Coverage) -> list[tuple[str, int, str]]:
    """Return the parts of the bar with their words."""
    parts = [
        ("k1", found.answered, ngettext("%(n)s answered", "%(n)s answered", found.answered)),
        ("k2", found.waiting, ngettext("%(n)s in time", "%(n)s in time", found.waiting)),
        ("k3", found.late, ngettext("▲ %(n)s overdue", "▲ %(n)s overdue", found.late)),
    ]
    return [(key, n, words % {"n": num(n)}) for key, n, words in parts if n]
