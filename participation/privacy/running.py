"""Running the retention table: each rule by itself, in a transaction of its own."""

import logging
from datetime import datetime

from django.db import transaction

from participation.privacy.actions.retention import note_run
from participation.privacy.retention import RetentionRule, all_rules

logger = logging.getLogger(__name__)


def run_rules(*, at: datetime) -> dict[str, int]:
    """Run every rule of the table, each by itself: one that fails stops no other. Return what each erased."""
    return {rule.name: run_rule(rule=rule, at=at) for rule in all_rules() if rule.purge is not None}


def run_rule(*, rule: RetentionRule, at: datetime) -> int:
    """Run one rule and note when it ran and what it erased; a failure is noted and logged."""
    assert rule.purge is not None
    try:
        with transaction.atomic():
            erased = rule.purge(at)
    except Exception:
        logger.exception("the retention rule %s failed", rule.name)
        note_run(rule=rule.name, erased=0, failed=True, at=at)
        return 0
    note_run(rule=rule.name, erased=erased, failed=False, at=at)
    return erased
