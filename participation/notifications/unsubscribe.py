"""Links that stop e-mails without signing in: a signed token says whose and which, and permits nothing else."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from participation.web.addresses import plain

if TYPE_CHECKING:
    from participation.models import Person, Subject

EVERYTHING = "*"  # in the place of a kind: the link of a digest stops all
SALT = "participation.notifications.unsubscribe"


def make_token(person: "Person", kind: str, subject_id: int = 0) -> str:
    """Return the token of a mail. It never expires: old mails must still be able to stop new ones."""
    return signing.dumps([person.key.hex, kind, subject_id], salt=SALT)


@dataclass(frozen=True, slots=True)
class Stop:
    """What a token stops: whose mails, of which kind (or everything), and the thing that the mail was about, if any."""

    person: "Person"
    kind: str
    subject: "Subject | None"


def read_token(token: str) -> Stop | None:
    """Return what a token stops; None for a broken one, or where the account is gone."""
    from participation.models import Person, Subject

    try:
        written, kind, *about = signing.loads(token, salt=SALT)  # mails of before name no thing
        key = UUID(hex=written)
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    person = Person.objects.filter(key=key, is_active=True, erased_at__isnull=True).first()
    if person is None:
        return None
    return Stop(person, kind, Subject.objects.filter(pk=about[0]).first() if about and about[0] else None)


def path_of(token: str) -> str:
    """Return the path of the page that stops mails, without language prefix."""
    with override(None):
        return plain(reverse("notifications:unsubscribe", args=[token]))
