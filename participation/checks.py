"""System checks of the registries: whatever an app declares by halves is found at start, with a hint."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

from participation.events.names import EventName, all_names
from participation.subjects.registry import SubjectKind, all_kinds

AUDIENCES = {"public", "officials", "person", "nobody"}


@register("participation")
def check_kinds(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Find subject kinds without a label or without a model that exists."""
    return [message for kind in all_kinds() for message in kind_problems(kind)]


@register("participation")
def check_events(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Find events without a sentence, an audience, or a name of the form ``room.thing.happened``."""
    return [message for event in all_names() for message in event_problems(event)]


def kind_problems(kind: SubjectKind) -> Iterable[CheckMessage]:
    """Yield what is wrong with one kind."""
    if not (kind.name and kind.label and kind.label_plural):
        yield Error(
            f"The subject kind {kind.name!r} has no label.",
            id="participation.E001",
            hint="Give label and label_plural, as people call the thing on the screen.",
        )
    try:
        apps.get_model(kind.model)
    except (LookupError, ValueError):
        yield Error(
            f"The subject kind {kind.name!r} names the model {kind.model!r}, which does not exist.",
            id="participation.E002",
            hint="Give it as app_label.Model.",
        )


def event_problems(event: EventName) -> Iterable[CheckMessage]:
    """Yield what is wrong with one event."""
    if not event.label:
        yield Error(
            f"The event {event.name!r} has no sentence.",
            id="participation.E003",
            hint="Give a label, as the timeline shows it.",
        )
    if event.audience not in AUDIENCES:
        yield Error(
            f"The event {event.name!r} has no audience.",
            id="participation.E004",
            hint="Say who may see it: public, officials, person or nobody.",
        )
    if event.name.count(".") != 2:
        yield Error(
            f"The event {event.name!r} is not named room.thing.happened.",
            id="participation.E005",
            hint="For example proposals.proposal.published.",
        )
