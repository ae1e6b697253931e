"""The tree of what is followed up, and how much of it is done: a share of weights, with its formula in view."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from participation.followup.models import Action
from participation.followup.registry import followed_kind
from participation.followup.states import FINISHED

if TYPE_CHECKING:
    from participation.models import Subject


@dataclass(slots=True)
class Node:
    """An action and those below it."""

    action: Any
    children: "list[Node]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tree:
    """What is followed up, whole. ``done`` of ``weight`` counts the actions that have none below them."""

    root: Any
    nodes: list[Node]
    done: int
    weight: int
    count: int

    @property
    def percent(self) -> int:
        """Return the share of the weight that is done, rounded down."""
        return self.done * 100 // self.weight if self.weight else 0


def tree_of(subject: "Subject", at: datetime) -> Tree | None:
    """Return the tree under a subject in one query; None where nothing is followed up. Hidden actions are left out."""
    if followed_kind(subject.kind) is None:
        return None
    rows = list(Action.objects.public().for_page().of(subject).with_state(at).with_history().order_by("position", "pk"))
    nodes = {row.pk: Node(row) for row in rows}
    root = next((node for node in nodes.values() if node.action.is_root), None)
    if root is None:
        return None
    for node in nodes.values():
        if node.action.parent_id in nodes:
            nodes[node.action.parent_id].children.append(node)
    leaves = [node.action for node in nodes.values() if not node.children and node is not root]
    done = sum(action.weight for action in leaves if action.state in FINISHED)
    return Tree(root.action, root.children, done, sum(action.weight for action in leaves), len(rows) - 1)
