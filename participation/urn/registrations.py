"""What the urn registers: events, that nobody is told of ballots, how long the roll is kept."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.notifications.registry import nobody
from participation.privacy.retention import RetentionRule, register_retention

EVENTS = (
    EventName("participation.vote.created", _("A vote was prepared"), "officials"),
    EventName("participation.vote.updated", _("A vote that is not open yet was changed"), "officials"),
    EventName("participation.vote.frozen", _("What is voted on was frozen, and its fingerprint published"), "public"),
    EventName("participation.vote.moved", _("The days of the vote changed"), "public"),
    EventName(
        "participation.vote.amended", _("Something changed after voting opened, and stands in the log"), "public"
    ),
    EventName("participation.vote.closed", _("The vote closed and its ballots were shuffled"), "public"),
    EventName(
        "participation.vote.unlinked",
        _("The key that led from people to their ballots was destroyed"),
        "public",
    ),
    EventName(
        "participation.vote.relinked",
        _("The key of the ballot box was lost and made anew: ballots cast before count and cannot be changed"),
        "public",
    ),
    EventName("participation.vote.forgotten", _("The roll of who voted was erased"), "public"),
    # Neither the person nor the hour nor the choice: not to officials either.
    EventName("participation.ballot.cast", _("Somebody voted"), "nobody", secret=True),
)


def register() -> None:
    """Called once when the apps are ready."""
    from participation.urn import checks, sweeps  # noqa: F401 (the checks register themselves)

    register_events(*EVENTS)
    nobody(*(event.name for event in EVENTS))
    register_retention(
        RetentionRule(
            "urn.roll",
            _("Rolls of who voted"),
            lambda: timedelta(days=settings.AZOTEA_ROLL_DAYS),
            _("A keyed hash for each person, without their ballot, so that the number of people can be audited."),
            sweeps.erase_rolls,
        ),
        RetentionRule(
            "urn.ballots",
            _("Counted ballots"),
            None,
            _("They belong to nobody: nothing leads from a ballot to a person, so that anybody can count again."),
        ),
    )
