"""Who counts as one person where supports of several proposals come together."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from participation.access.facts import asks_verification
from participation.models import Verification

if TYPE_CHECKING:
    from processes.models import Component

Voice = tuple[str, Any]


class Voices:
    """The voice behind each account: of the account, or of its identity where supporting asks for a verification."""

    def __init__(self, component: "Component", people: Iterable[int]) -> None:
        self._known: dict[int, Any] = {}
        if asks_verification(component.config.who_may_support):
            rows = Verification.objects.filter(person__in=set(people), identity__isnull=False)
            # NULL comes last: the verification that nobody ended goes before those that were.
            self._known = dict(rows.order_by("revoked_at", "pk").values_list("person", "identity"))

    def of(self, person_id: int) -> Voice:
        """Return the voice of an account."""
        identity = self._known.get(person_id)
        return ("person", person_id) if identity is None else ("identity", identity)
