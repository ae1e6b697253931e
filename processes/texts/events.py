"""Names of the events of collaborative texts."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events

KEPT = "processes.text.kept"
PUBLISHED = "processes.text.published"
VERSION_PUBLISHED = "processes.text.version_published"
ADOPTED = "processes.text.adopted"
REOPENED = "processes.text.reopened"
SIGNED = "processes.text.signed"
UNSIGNED = "processes.text.unsigned"
SUGGESTED = "processes.suggestion.made"
WITHDRAWN = "processes.suggestion.withdrawn"
VOICED = "processes.suggestion.voiced"


def register() -> None:
    """Declare them. That somebody took a side is known to them alone."""
    register_events(
        EventName(KEPT, _("A text was brought in and is being prepared"), "officials"),
        EventName(PUBLISHED, _("A text was published, to be written together"), "public"),
        EventName(VERSION_PUBLISHED, _("A new version of the text was published"), "public"),
        EventName(ADOPTED, _("The text was adopted"), "public"),
        EventName(REOPENED, _("The text is in the making again"), "public"),
        EventName(SIGNED, _("Somebody signed the text"), "public", mine=_("You signed the text")),
        EventName(
            UNSIGNED,
            _("A signature was taken back"),
            "public",
            mine=_("You took your signature back"),
            takes_away=True,
        ),
        EventName(
            SUGGESTED,
            _("Somebody suggested a change to the text"),
            "public",
            show_actor=True,
            mine=_("You suggested a change to the text"),
        ),
        EventName(
            WITHDRAWN,
            _("Whoever made a suggestion took it back"),
            "public",
            mine=_("You took your suggestion back"),
            takes_away=True,
        ),
        EventName(
            VOICED,
            _("Somebody took a side on a suggestion"),
            "nobody",
            secret=True,
            mine=_("You took a side on a suggestion"),
        ),
    )
