"""States of what was asked, and the steps between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AskState(models.TextChoices):
    """Where it is. Hidden by moderation is a state of its subject, not of the ask."""

    PENDING = "pending", _("waiting for moderation")
    RETURNED = "returned", _("returned to its author")
    PUBLISHED = "published", _("published")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("withdrawn")


SHOWN = (AskState.PUBLISHED, AskState.ANSWERED)
TRANSITIONS: dict[str, frozenset[str]] = {
    AskState.PENDING: frozenset({AskState.PUBLISHED, AskState.RETURNED, AskState.WITHDRAWN}),
    AskState.RETURNED: frozenset({AskState.PENDING, AskState.PUBLISHED, AskState.WITHDRAWN}),
    AskState.PUBLISHED: frozenset({AskState.ANSWERED, AskState.WITHDRAWN}),
    AskState.ANSWERED: frozenset(),
    AskState.WITHDRAWN: frozenset(),
}
