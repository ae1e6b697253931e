"""What cards, posters and pictures of links say of contributions and clusters."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.sharing.registry import Shared, register_shared
from processes.cocreation.kind import in_words
from processes.models import Cluster, Solution

if TYPE_CHECKING:
    from participation.models import Subject


def _contribution(subject: "Subject", at: datetime) -> Shared:
    return Shared(
        sign=_("Contribution"),
        invitation=_("Point your phone's camera here to read it and what came of it."),
        button=_("See what came of it"),
        text=subject.parent.shown_title if subject.parent is not None else "",
    )


def _cluster(subject: "Subject", at: datetime) -> Shared:
    cluster = Cluster.objects.with_sizes().get(subject=subject)
    return Shared(
        sign=_("What people told us"),
        facts=(in_words(cluster.size),) if cluster.size else (),  # type: ignore[attr-defined]
        invitation=_("Point your phone's camera here to read what people said and what is answered."),
        button=_("Read what people said"),
        text=cluster.summary,
    )


def _tree(subject: "Subject", at: datetime) -> Shared:
    return Shared(
        sign=_("Problem tree"),
        invitation=_("Point your phone's camera here to see what causes it and what follows."),
        button=_("See what causes it and what follows"),
    )


def _solution(subject: "Subject", at: datetime) -> Shared:
    row = Solution.objects.get(subject=subject)
    facts = () if row.place is None else (_("Place %(place)s at its co-creation table") % {"place": row.place},)
    return Shared(
        sign=_("Option of solution"),
        facts=facts,
        invitation=_("Point your phone's camera here to read how it would be done."),
        button=_("Read how it would be done"),
        text=row.text,
    )


def register() -> None:
    """Called once by the room's registrations."""
    register_shared("contribution", _contribution)
    register_shared("cluster", _cluster)
    register_shared("problem_tree", _tree)
    register_shared("solution", _solution)
