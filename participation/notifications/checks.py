"""System checks: no event without a decision on who is told."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from participation.events import names
from participation.notifications import registry


@register()
def every_event_is_decided(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """Find declared events without rule, decisions on events that nobody declared, and rules of unknown kinds."""
    declared = {event.name for event in names.all_names()}
    decided = registry.decided_names()
    found: list[CheckMessage] = [
        Error(
            f"The event {name} has no decision on notices.",
            hint="Register a NoticeRule for it, or say nobody(name) (participation.notifications.registry).",
            id="participation.E030",
        )
        for name in sorted(declared - decided)
    ]
    found += [
        Error(
            f"There is a decision on notices for the event {name}, which nobody declares.",
            hint="Declare it with register_events, or take the decision out.",
            id="participation.E031",
        )
        for name in sorted(decided - declared)
    ]
    for name in sorted(registry.told_names()):
        rule = registry.rule_for(name)
        if rule and registry.get_kind(rule.kind) is None:
            found.append(
                Error(
                    f"The rule of {name} names the unknown notice kind {rule.kind}.",
                    hint="Add it with register_kinds.",
                    id="participation.E032",
                )
            )
    return found
