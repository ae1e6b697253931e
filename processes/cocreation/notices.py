"""Who is told of what happens to contributions and clusters."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from participation.access import roles
from participation.notifications.registry import (
    Hearers,
    NoticeRule,
    followers_of,
    nobody,
    officials_of,
    register_notices,
    register_people,
)
from participation.notifications.rules import CHANGES, WORK, author, titled
from processes.cocreation import events
from processes.encounters.notices import registered_in

if TYPE_CHECKING:
    from participation.models import Event


def author_of(subject_id: int) -> Hearers:
    """Return who handed in a contribution."""
    from processes.models import Contribution

    return Hearers("author", Contribution.objects.filter(subject_id=subject_id), "author_id", "")


def contributors_of(subject_id: int) -> Hearers:
    """Return who handed in what is in a cluster: its answer is theirs."""
    from processes.models import Contribution

    rows = Contribution.objects.filter(placements__cluster__subject_id=subject_id, state="published")
    return Hearers("author", rows, "author_id", "")


def _moderators(event: "Event") -> Iterable[Hearers]:
    return [officials_of(event.subject, roles.MODERATORS)] if event.subject else []


def _contributors(event: "Event") -> Iterable[Hearers]:
    """Return all who contributed to an activity, and who follows its process."""
    from processes.models import Contribution

    if event.subject is None:
        return []
    rows = Contribution.objects.filter(component__subject=event.subject_id, state="published")
    return [Hearers("author", rows, "author_id"), followers_of(event.subject, ancestors=True)]


def _waiting_title(event: "Event", reason: str) -> str:
    return titled(_("“%(title)s” waits to be read before it is published"), event)


def _waiting_path(event: "Event", reason: str) -> str:
    return f"/mesa/aportaciones/{event.payload.get('contribution')}/"


def _contributed_title(event: "Event", reason: str) -> str:
    return titled(_("Your contribution is published: “%(title)s”"), event)


def _returned_title(event: "Event", reason: str) -> str:
    return titled(_("“%(title)s” was returned to you"), event)


def _returned_body(event: "Event", reason: str) -> str:
    words = str(event.payload.get("reason") or "")
    return "\n\n".join([_("The reason: %(reason)s") % {"reason": words}, _("You can hand in another contribution.")])


def _published_title(event: "Event", reason: str) -> str:
    return titled(_("What you told us in “%(title)s” was put in order: see where yours is"), event)


def _published_path(event: "Event", reason: str) -> str:
    return f"{event.subject.path}que-nos-dijeron/" if event.subject else ""


def _around_tree(event: "Event") -> Iterable[Hearers]:
    """Return who contributed to the cluster that a tree grew from, who follows either, and who follows the process."""
    from processes.models import ProblemTree

    tree = ProblemTree.objects.select_related("cluster").filter(subject=event.subject_id).first()
    if tree is None or event.subject is None:
        return []
    found = [followers_of(event.subject, ancestors=True)]
    return [contributors_of(tree.cluster.subject_id), *found] if tree.cluster is not None else found


def _tree_title(event: "Event", reason: str) -> str:
    return titled(_("See what causes it and what follows: “%(title)s”"), event)


def _undone_title(event: "Event", reason: str) -> str:
    return titled(_("“%(title)s” was taken back: it had been written down by mistake"), event)


def _around_table(event: "Event") -> Iterable[Hearers]:
    """Return who registered for a table, who follows it or the process, and who contributed to what it works on."""
    from processes.models import Table

    table = Table.objects.select_related("tree__cluster").filter(pk=event.payload.get("table") or 0).first()
    if table is None or event.subject is None:
        return []
    found = [registered_in(event.subject.pk), followers_of(event.subject, ancestors=True)]
    cluster = table.tree.cluster
    return found if cluster is None else [*found, contributors_of(cluster.subject_id)]


def _result_title(event: "Event", reason: str) -> str:
    return titled(_("See which solution comes first: “%(title)s”"), event)


def _taken_back_title(event: "Event", reason: str) -> str:
    return titled(_("The result of “%(title)s” was taken back to correct it"), event)


def _taken_back_body(event: "Event", reason: str) -> str:
    return _("The reason: %(reason)s") % {"reason": event.payload.get("reason") or ""}


def register() -> None:
    """Register the rules."""
    register_people("contribution", author_of)
    register_people("cluster", contributors_of)
    register_notices(
        NoticeRule(events.HANDED_IN, WORK.name, _moderators, _waiting_title, path=_waiting_path),
        NoticeRule(events.CONTRIBUTED, CHANGES.name, author, _contributed_title),
        NoticeRule(events.RETURNED, CHANGES.name, author, _returned_title, _returned_body),
        NoticeRule(events.PUBLISHED, CHANGES.name, _contributors, _published_title, path=_published_path),
        NoticeRule(events.TREE_PUBLISHED, CHANGES.name, _around_tree, _tree_title),
        NoticeRule(events.RESULT_PUBLISHED, CHANGES.name, _around_table, _result_title),
        NoticeRule(events.RESULT_TAKEN_BACK, CHANGES.name, _around_table, _taken_back_title, _taken_back_body),
        NoticeRule(events.UNDONE, CHANGES.name, author, _undone_title, _taken_back_body),
    )
    nobody(
        events.WITHDRAWN,
        events.CHANGED,
        events.TAKEN_AWAY,
        events.TREE_CHANGED,
        events.TABLE_WORKED_ON,
        events.OPTIONS_PUBLISHED,
        events.OPTIONS_REOPENED,
    )
