"""Who is told of an evaluation: whoever took part, when it opens; they and the followers, of its results."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.announcements.segments import open_accounts, takes_part
from participation.notifications.registry import Hearers, NoticeRule, followers_of

if TYPE_CHECKING:
    from participation.models import Event


def _participants(event: "Event") -> Iterable[Hearers]:
    from participation.models import Person

    about = int(event.payload.get("about") or 0)
    return [Hearers("participant", Person.objects.filter(open_accounts(event.at), takes_part(about)), "pk")]


def _and_followers(event: "Event") -> Iterable[Hearers]:
    found = list(_participants(event))
    return [*found, followers_of(event.subject.parent)] if event.subject and event.subject.parent else found


def _about(event: "Event") -> str:
    # The title says "Evaluation: …" in the reader's language.
    return event.subject.shown_title if event.subject else ""


def _opened(event: "Event", reason: str) -> str:
    return _("How was it? Three questions. %(title)s") % {"title": _about(event)}


def _opened_body(event: "Event", reason: str) -> str:
    return _(
        "You took part. It takes a minute, and you can change your answers until it closes. Nobody sees who said what."
    )


def _published(event: "Event", reason: str) -> str:
    return _("The results are published. %(title)s") % {"title": _about(event)}


RULES = (
    NoticeRule("participation.evaluation.opened", "changes", _participants, _opened, _opened_body),
    NoticeRule("participation.evaluation.published", "changes", _and_followers, _published),
)
