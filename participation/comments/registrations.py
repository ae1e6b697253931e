"""What comments registers: subject kinds, events, notices, datasets, menu entries."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.people.api_acts import ApiAct, register_api_acts


def register() -> None:
    """Called once when the apps are ready."""
    register_api_acts(ApiAct("comments.write", _("Comment and reply")))
    register_events(
        EventName("participation.comment.made", _("Someone commented"), "public", mine=_("You commented")),
        EventName(
            "participation.comment.edited", _("A comment was corrected"), "public", mine=_("You corrected a comment")
        ),
        EventName(
            "participation.comment.withdrawn",
            _("A comment was withdrawn by its author"),
            "public",
            mine=_("You withdrew a comment"),
            takes_away=True,
        ),
        EventName("participation.comment.hidden", _("Moderation hid a comment"), "public", takes_away=True),
        EventName("participation.comment.restored", _("Moderation showed a comment again"), "public"),
    )
