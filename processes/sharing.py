"""What cards, posters and pictures of links say of processes, activities, statements and news."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.sharing.registry import Shared, register_shared
from participation.veda.calendar import shown_in_force
from processes.kinds import get_kind
from processes.models import Component, News, Process
from processes.timetable import standing, steps

if TYPE_CHECKING:
    from participation.models import Subject


def register() -> None:
    """Called once by ``processes.registrations``."""
    register_shared("process", _process)
    register_shared("component", _component)
    register_shared("statement", _statement)
    register_shared("news", _news)


def _process(subject: "Subject", at: datetime) -> Shared:
    process = Process.objects.prefetch_related("phases").get(subject=subject)
    running = [step for step in steps(process, at) if step.state == "now"]
    return Shared(
        state=standing(process, at).words,
        facts=tuple(f"{step.phase.in_language('title')}: {step.words}" for step in running),
        call=_("Take part in what is decided"),
        invitation=_("Point your phone's camera here to see what is decided and how to take part."),
        button=_("See the process"),
        text=process.in_language("summary"),
    )


def _component(subject: "Subject", at: datetime) -> Shared:
    component = Component.objects.with_clock().with_tallies().get(subject=subject)
    kind = get_kind(component.kind)
    first = kind.acts[0] if kind.acts else None
    return Shared(
        sign=str(kind.label),
        facts=tuple(kind.facts([component], None).get(component.pk, ())) if kind.facts else (),
        call=str(first.invitation) if first is not None else "",
        invitation=_("Point your phone's camera here to take part.") if first is not None else "",
        button=str(first.invitation) if first is not None else "",
        text=component.process.in_language("title"),
    )


def _statement(subject: "Subject", at: datetime) -> Shared:
    return Shared(
        sign=_("Do you agree?"),
        invitation=_("Point your phone's camera here to say whether you agree."),
        button=_("Say whether you agree"),
        text=subject.parent.shown_title if subject.parent is not None else "",
    )


def _news(subject: "Subject", at: datetime) -> Shared | None:
    """Return what is told of a piece of news; nothing while an electoral period keeps it from view."""
    news = News.objects.select_related("process").get(subject=subject)
    if not news.is_neutral and shown_in_force(subject, at) is not None:
        return None
    return Shared(sign=_("News"), call=news.process.in_language("title"), button=_("Read the news"))
