"""An announcement as its readers will see it: the very mails, made by what makes the mails."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

from participation.announcements.notices import NEWSLETTERS, STARTED
from participation.announcements.texts import lead_of, titles_of

if TYPE_CHECKING:
    from participation.models import Announcement, Person

NAMES = {"es-mx": "Español", "en": "English"}


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail in one language, and the line of the list of notifications."""

    lang: str
    name: str
    sender: str
    subject: str
    html: str
    plain: str
    lead: str
    translated: bool


def previews(announcement: "Announcement", reader: "Person", at: datetime) -> list[Preview]:
    """Return what readers of each language will see; ``reader`` is who looks, whose links the mail has."""
    from participation.models import Delivery, Event, Notice, Person
    from participation.notifications.channels.email import make_message

    found = []
    facts = {"announcement": announcement.pk, "titles": titles_of(announcement)}
    event = Event(name=STARTED.event, subject=announcement.scope, payload=facts, at=at)
    event.__dict__["shown_announcement"] = announcement
    for code, _name in settings.LANGUAGES:
        person = Person(pk=reader.pk, key=reader.key, email=reader.email, lang=code, time_zone=reader.time_zone)
        notice = Notice(event=event, person=person, kind=NEWSLETTERS.name, reason="consent", at=at)
        message = make_message(Delivery(notice=notice, channel="email"))
        with translation.override(code):
            lead = lead_of(announcement)
            language = announcement.language_of("body")
        found.append(
            Preview(
                lang=code.split("-")[0],
                name=NAMES.get(code, code),
                sender=message.from_email,
                subject=str(message.subject),
                html=str(message.alternatives[0].content),
                plain=str(message.body),
                lead=lead,
                translated=language == code.split("-")[0],
            )
        )
    return found
