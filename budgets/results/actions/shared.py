"""Steps that acts on counts share."""

from typing import Any

from budgets.models import Contest


def held_contest(contest: Contest) -> Contest:
    """Return a contest whose row is held until the commit, with what policies read."""
    rows: Any = Contest.objects.select_for_update(no_key=True, of=("self",))
    held: Contest = rows.select_related(
        "subject", "budget__component__process", "budget__component__subject", "vote"
    ).get(pk=contest.pk)
    return held
