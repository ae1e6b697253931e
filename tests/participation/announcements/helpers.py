"""What the tests of announcements share."""

from datetime import datetime

from participation.announcements import actions
from participation.models import Announcement, Consent, Notice, Person
from tests.personas import NOW

BODY = '<h2>Parques</h2><p>Ya se puede <a href="/procesos/parques/">proponer</a>.</p><ul><li>Uno</li><li>Dos</li></ul>'
ENGLISH = {"en": {"title": "News of November", "summary": "", "body": "<p>You can propose now.</p>"}}


def agree(*people: Person, at: datetime = NOW) -> None:
    """Let people agree to be written to."""
    for person in people:
        Consent.objects.create(person=person, purpose="newsletters", given_at=at)


def draft(by: Person, *, at: datetime = NOW, **values: object) -> Announcement:
    """Begin a newsletter to everybody."""
    given = {"kind": "newsletter", "segment": "all", "title": "Noticias de noviembre", "body": BODY, **values}
    return actions.draft_announcement(by=by, at=at, **given)


def send(announcement: Announcement, by: Person, at: datetime = NOW) -> Announcement:
    """Send now, as the sweep does."""
    actions.schedule_announcement(announcement=announcement, send_at=None, by=by, at=at)
    return actions.start_announcement(announcement=announcement, at=at)


def told(announcement: Announcement) -> list[str]:
    """Return who was told of an announcement, by name."""
    rows = Notice.objects.filter(event=announcement.event).order_by("person__name")
    return list(rows.values_list("person__name", flat=True))
