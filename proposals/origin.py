"""Figures of imported proposals, named for people."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from participation.web.templatetags.ui import num
from proposals.models import Proposal

MOST = 20


def origin_facts(proposal: Proposal) -> list[tuple[str, str]]:
    """Return the figures of an imported proposal as (name, value), exactly as they were published."""
    origin = getattr(proposal.subject, "origin", None)
    if origin is None or not isinstance(origin.facts, dict):
        return []
    currency = str(origin.facts.get("currency") or "")
    found = []
    for key, value in list(origin.facts.items())[:MOST]:
        if key == "currency" or value in (None, "", [], {}):
            continue
        found.append((_label(key), _shown(key, value, currency)))
    return found


def _label(key: str) -> str:
    known = {
        "votes": _("Votes"),
        "supports": _("Supports there"),
        "amount": _("Amount"),
        "budget": _("Amount"),
        "budget_amount": _("Amount"),
        "comments": _("Comments there"),
        "followers": _("Followers there"),
        "selected": _("Selected"),
        "state": _("State there"),
        "answer": _("Answer there"),
        "reference": _("Reference"),
        "category": _("Category"),
        "scope": _("Area"),
        "author": _("Author there"),
        "published_at": _("Published there"),
        "votes_count": _("Votes"),
        "confirmed_votes": _("Votes"),
        "endorsements": _("Endorsements there"),
        "address": _("Address"),
    }
    return known.get(key) or key.replace("_", " ").capitalize()


def _shown(key: str, value: Any, currency: str) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if key in {"amount", "budget", "budget_amount"}:
        try:
            return f"{number_format(Decimal(str(value)), force_grouping=True, use_l10n=True)} {currency}".strip()
        except InvalidOperation:
            return str(value)
    if isinstance(value, (int, float)):
        return str(num(value))
    if isinstance(value, list):
        return ", ".join(str(each) for each in value[:MOST])
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value)
