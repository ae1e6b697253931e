"""What the cards of "Now you can" say of who may: to whoever is signed in what they lack, to strangers who is meant."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from participation.access.eligibility import check_many, describe
from participation.access.facts import Names, needs_facts
from processes.log_words import WHO

if TYPE_CHECKING:
    from participation.models import Person


def tell_who(cards: list[dict[str, Any]], person: "Person | None", at: datetime) -> None:
    """Add ``why`` (the denial) or ``who`` (phrases) to cards whose acts have rules; at most two queries for all."""
    asked = [_rules(item) for item in cards]
    every = [rule for rules in asked for rule in rules]
    if not needs_facts(every):
        return
    if person is None:
        names = Names(every)
        for item, rules in zip(cards, asked, strict=True):
            item["who"] = describe(rules, names) if needs_facts(rules) else []
        return
    for item, verdict in zip(cards, check_many(asked, person, at=at), strict=True):
        item["why"] = None if verdict else verdict


def _rules(item: dict[str, Any]) -> list[dict[str, Any]]:
    return list(getattr(item["component"].config, f"{WHO}{item['card'].act}", None) or [])
