"""Links that stop e-mails without signing in: a signed token says whose and which, and permits nothing else."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from participation.web.addresses import plain

if TYPE_CHECKING:
    from participation.models import Person

SALT = "participation.notifications.unsubscribe"


def make_token(person: "Person", kind: str) -> str:
    """Return the token of a mail. It never expires: old mails must still be able to stop new ones."""
    return signing.dumps([person.key.hex, kind], salt=SALT)


def read_token(token: str) -> tuple["Person", str] | None:
    """Return person and kind of a token; None for a broken one, or where the account is gone."""
    from participation.models import Person

    try:
        written, kind = signing.loads(token, salt=SALT)
        key = UUID(hex=written)
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    person = Person.objects.filter(key=key, is_active=True, erased_at__isnull=True).first()
    return (person, kind) if person else None


def path_of(token: str) -> str:
    """Return the path of the page that stops mails, without language prefix."""
    with override(None):
        return plain(reverse("notifications:unsubscribe", args=[token]))
