"""Acts on problem trees: grown, worked on node by node, published by versions."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from participation.access.verdict import Denied
from participation.events.record import record
from participation.models import SubjectState
from participation.origins.actions import write_link
from participation.origins.models import LinkKind
from participation.subjects.actions import create_subject, update_subject
from participation.versions.actions import add_version
from processes.cocreation import events, policies
from processes.cocreation.content import one_line
from processes.cocreation.trees.outline import lines, nested
from processes.models import ProblemTree, TreeNode, TreeSide

if TYPE_CHECKING:
    from participation.models import Person
    from processes.models import Cluster, Component

LONGEST_NODE, LONGEST_EVIDENCE, LONGEST_URL = 200, 600, 500
MOST_NODES, DEEPEST = 60, 4


@transaction.atomic
def grow_tree(
    *,
    component: "Component",
    problem: str,
    by: "Person",
    at: datetime,
    cluster: "Cluster | None" = None,
    evidence: str = "",
    evidence_url: str = "",
    is_sample: bool = False,
) -> ProblemTree:
    """Begin a tree from a problem, which came from a cluster where one is named. Nobody else sees it yet."""
    policies.may_work_on(by, component).enforce()
    if cluster is not None and (cluster.component_id != component.pk or cluster.state != "live"):
        raise ValidationError({"cluster": _("Choose a cluster of this activity.")})
    words = _words("problem", problem, evidence, evidence_url)
    subject = create_subject(
        kind="problem_tree", title=words["text"], path="", at=at, parent=component.subject,
        territory=component.process.territory, lang=component.process.lang, state=SubjectState.DRAFT, text="",
    )  # fmt: skip
    tree = ProblemTree.objects.create(
        subject=subject, component=component, cluster=cluster, problem=words["text"], evidence=words["evidence"],
        evidence_url=words["evidence_url"], created_by=by, created_at=at, changed_at=at, is_sample=is_sample,
    )  # fmt: skip
    update_subject(subject=subject, at=at, path=f"/arboles/{tree.pk}/")
    _record(tree, "grown", by, at)
    return tree


@transaction.atomic
def change_problem(
    *, tree: ProblemTree, problem: str, by: "Person", at: datetime, evidence: str = "", evidence_url: str = ""
) -> ProblemTree:
    """Say the problem in other words, or with other evidence. The public page keeps the last version published."""
    row = _locked(tree, by)
    words = _words("problem", problem, evidence, evidence_url)
    row.problem, row.evidence, row.evidence_url = words["text"], words["evidence"], words["evidence_url"]
    _changed(row, by, at)
    return row


@transaction.atomic
def add_node(
    *,
    tree: ProblemTree,
    side: str,
    text: str,
    by: "Person",
    at: datetime,
    parent: TreeNode | None = None,
    evidence: str = "",
    evidence_url: str = "",
) -> TreeNode:
    """Add a cause or an effect, of the problem or of another node on its side. Raises ValidationError."""
    row = _locked(tree, by)
    above = TreeNode.objects.filter(pk=parent.pk, tree=row).first() if parent is not None else None
    if side not in TreeSide.values or (parent is not None and (above is None or above.side != side)):
        raise ValidationError({"text": _("What it stands below is not there any more.")})
    if row.nodes.count() >= MOST_NODES:
        raise ValidationError({"text": _("A tree has %(n)s causes and effects at most.") % {"n": MOST_NODES}})
    if above is not None and _depth(above) >= DEEPEST:
        raise ValidationError({"text": _("A tree goes %(n)s levels deep at most.") % {"n": DEEPEST}})
    words = _words("text", text, evidence, evidence_url)
    last = row.nodes.filter(parent=above, side=side).aggregate(last=Max("position"))["last"]
    node = TreeNode.objects.create(tree=row, side=side, parent=above, position=0 if last is None else last + 1, **words)
    _changed(row, by, at)
    return node


@transaction.atomic
def change_node(
    *, node: TreeNode, text: str, by: "Person", at: datetime, evidence: str = "", evidence_url: str = ""
) -> TreeNode:
    """Change the words or the evidence of a node."""
    row, found = _locked_node(node, by)
    for name, value in _words("text", text, evidence, evidence_url).items():
        setattr(found, name, value)
    found.save()
    _changed(row, by, at)
    return found


@transaction.atomic
def raise_node(*, node: TreeNode, by: "Person", at: datetime) -> None:
    """Put a node before the one that stands before it; the first one stays where it is."""
    row, found = _locked_node(node, by)
    others = list(row.nodes.filter(parent=found.parent, side=found.side).order_by("position", "pk"))
    place = next(number for number, other in enumerate(others) if other.pk == found.pk)
    if place == 0:
        return
    others.insert(place - 1, others.pop(place))
    for number, other in enumerate(others):
        other.position = number
    TreeNode.objects.bulk_update(others, ["position"])
    _changed(row, by, at)


@transaction.atomic
def remove_node(*, node: TreeNode, by: "Person", at: datetime) -> None:
    """Take a node away with all that stands below it."""
    row, found = _locked_node(node, by)
    found.delete()
    _changed(row, by, at)


@transaction.atomic
def publish_tree(*, tree: ProblemTree, by: "Person", at: datetime, reason: str = "") -> ProblemTree:
    """Publish the tree as it stands, as a new version; a later one says why. The same again changes nothing.

    Raises ActDenied while it has no cause or no effect, and ValidationError without a reason for a change.
    """
    row = _locked(tree, by)
    nodes = nested(row.nodes.order_by("position", "pk"))
    sides = {side: [node for node in nodes if node["side"] == side] for side in TreeSide.values}
    if not all(sides.values()):
        Denied("incomplete", _("A tree needs at least one cause and one effect before it is published.")).enforce()
    again = row.published_at is not None
    words = one_line("reason", reason, 300, _("Say why it changes.") if again else "")
    row.published = {"problem": row.problem, "evidence": row.evidence, "evidence_url": row.evidence_url, **sides}
    row.causes, row.effects = ("\n".join(lines(sides[side])) for side in (TreeSide.CAUSE, TreeSide.EFFECT))
    row.published_at = row.published_at or at
    row.changed_at = at
    row.save()
    text = f"{row.causes}\n{row.effects}"
    update_subject(subject=row.subject, at=at, title=row.problem, text=text, state=SubjectState.PUBLISHED)
    data = {"problem": row.problem, "evidence": row.evidence, "causes": row.causes, "effects": row.effects}
    add_version(subject=row.subject, data=data, by=by, at=at, reason=words)
    if row.cluster is not None:
        write_link(
            source=row.cluster.subject, outcome=row.subject, kind=LinkKind.INSPIRED, explanation="", by=by, at=at
        )
    record(events.TREE_PUBLISHED, subject=row.subject, by=by, at=at, payload={"tree": row.pk, "reason": words})
    return row


def has_changes(tree: ProblemTree) -> bool:
    """Tell whether what is worked on differs from what is published."""
    nodes = nested(tree.nodes.order_by("position", "pk"))
    kept = tree.published
    return {
        "problem": tree.problem, "evidence": tree.evidence, "evidence_url": tree.evidence_url,
        **{side: [node for node in nodes if node["side"] == side] for side in TreeSide.values},
    } != kept  # fmt: skip


def _locked(tree: ProblemTree, by: "Person") -> ProblemTree:
    rows = ProblemTree.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("subject", "component__subject", "component__process", "cluster__subject").get(pk=tree.pk)
    policies.may_work_on(by, row.component).enforce()
    return row


def _locked_node(node: TreeNode, by: "Person") -> tuple[ProblemTree, TreeNode]:
    row = _locked(node.tree, by)
    found = TreeNode.objects.filter(pk=node.pk, tree=row).first()
    if found is None:
        raise ValidationError({"text": _("Somebody took it away meanwhile.")})
    return row, found


def _depth(node: TreeNode) -> int:
    depth, at = 1, node
    while at.parent_id is not None and depth <= DEEPEST:
        at = TreeNode.objects.get(pk=at.parent_id)
        depth += 1
    return depth


def _words(field: str, text: str, evidence: str, evidence_url: str) -> dict[str, str]:
    url = evidence_url.strip()
    if url:
        if len(url) > LONGEST_URL or not url.startswith(("https://", "http://")):
            raise ValidationError({"evidence_url": _("Write an address that begins with https://")})
        try:
            URLValidator(schemes=["https", "http"])(url)
        except ValidationError as error:
            raise ValidationError({"evidence_url": error.messages}) from error
    return {
        "text": one_line(field, text, LONGEST_NODE, _("Write it in one sentence.")),
        "evidence": one_line("evidence", evidence, LONGEST_EVIDENCE),
        "evidence_url": url,
    }


def _changed(tree: ProblemTree, by: "Person", at: datetime) -> None:
    tree.changed_at = at
    tree.save()
    _record(tree, "changed", by, at)


def _record(tree: ProblemTree, what: str, by: "Person", at: datetime) -> None:
    payload = {"tree": tree.pk, "what": what}
    record(events.TREE_CHANGED, subject=tree.subject, by=by, at=at, payload=payload)
