"""``{% followup subject %}``: how what is followed up goes; ``{% state_tag row %}``: its computed state in words."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from participation.followup import policies
from participation.followup.models import Action
from participation.followup.states import State, Voice
from participation.followup.tree import tree_of
from participation.models import Subject
from participation.web.templatetags.ui import tag

register = template.Library()
KEYS = {
    State.OVERDUE: ("late", _("Overdue")),
    State.NO_REPORT: ("late", _("Without a report")),
    State.UNPROVEN: ("late", _("Declared, without evidence")),
    State.SUSPENDED: ("part", _("Suspended")),
    State.UPCOMING: ("none", _("Has not begun")),
    State.NOT_STARTED: ("none", _("Nothing told yet")),
    State.UNDER_WAY: ("soon", _("On time")),
    State.DONE: ("done", _("Done on time")),
    State.DONE_LATE: ("done", _("Done late")),
    State.ABANDONED: ("none", _("Abandoned")),
}
VOICES = {
    Voice.GOVERNMENT: _("The government tells"),
    Voice.CIVIL_SOCIETY: _("Civil society tells"),
    Voice.MONITOR: _("Independent monitors tell"),
}
SHOWN = 20


@register.simple_tag
def state_tag(row: Any) -> SafeString:
    """Return the computed state of a row that was read with it, in words and a sign."""
    css, words = KEYS[State(row.state)]
    return tag(text=str(words), kind=css)


@register.inclusion_tag("participation/followup/panel.html", takes_context=True)
def followup(context: dict[str, Any], subject: Subject) -> dict[str, Any]:
    """Return the whole panel of a followed subject or of one action: a fixed number of queries."""
    user = getattr(context["request"], "user", None)
    person = user if user is not None and user.is_authenticated else None
    at = timezone.now()
    tree = tree_of(subject, at)
    action = (
        tree.root if tree else Action.objects.for_page().with_state(at).with_history().filter(subject=subject).first()
    )
    if action is None:
        return {"action": None}
    action.subject = subject  # the page knows already whether something above it is closed
    if action.is_root:
        action.followed = subject  # and whose it is
    told = action.updates.select_related("author").order_by("-at", "-pk")
    updates = list(told[: SHOWN * 3])
    proofs = list(action.evidence.select_related("attachment", "author").order_by("-at", "-pk")[: SHOWN * 10])
    for update in updates:
        update.proofs = [proof for proof in proofs if proof.update_id == update.pk]
    shown = {update.pk for update in updates}
    evidence = [proof for proof in proofs if proof.update_id not in shown]
    obstacles = list(action.obstacles.select_related("author").order_by("until", "-since", "-pk")[:SHOWN])
    return {
        "action": action,
        "tree": tree if tree and tree.count else None,
        "voices": _by_voice(updates, action),
        "evidence": evidence,
        "obstacles": obstacles,
        "declarations": list(action.declarations.order_by("-at", "-pk")[:SHOWN]) if action.has_declared else [],
        "moved": list(action.date_changes.order_by("-at", "-pk")[:SHOWN]) if action.has_moved else [],
        "tells": person is not None and bool(policies.may_tell(person, action)),
        "declares": person is not None and bool(policies.may_declare(person, action)),
        "plans": person is not None and bool(policies.may_manage(person, action.followed)),
        "person": person,
        "request": context["request"],
        "csrf_token": context.get("csrf_token") if person is not None else None,
    }


@register.filter
def may_take_back(row: Any, person: Any) -> bool:
    """Tell whether the reader may take back what was told."""
    return person is not None and row.withdrawn_at is None and bool(policies.may_withdraw(person, row))


def _by_voice(updates: Iterable[Any], action: Action) -> list[tuple[Any, list[Any]]]:
    """Return what each voice tells, side by side; whose turn it is stands first, also while it is silent."""
    found: dict[str, list[Any]] = {action.owner_voice: []}
    for update in updates:
        found.setdefault(update.voice, []).append(update)
    return [(VOICES[Voice(voice)], rows[:SHOWN]) for voice, rows in found.items()]
