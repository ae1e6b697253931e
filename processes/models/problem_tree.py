"""Problem trees: what causes a problem and what follows from it, with evidence for each node, published by versions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.subjects.querysets import shown


class ProblemTreeQuerySet(models.QuerySet):
    """Trees by visibility."""

    def public(self) -> "ProblemTreeQuerySet":
        """Return the published ones, in something that is public too."""
        return shown(self.filter(published_at__isnull=False))  # type: ignore[return-value]


class ProblemTree(models.Model):
    """A tree as it was last published; ``nodes`` are what officials work on until they publish it again.

    ``causes`` and ``effects`` are the published nodes as indented lines, ``published`` the same for drawing.
    """

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="problem_tree")
    component = models.ForeignKey("processes.Component", on_delete=models.PROTECT, related_name="problem_trees")
    cluster = models.ForeignKey(
        "processes.Cluster", null=True, blank=True, on_delete=models.PROTECT, related_name="problem_trees"
    )
    problem = models.CharField(_("problem"), max_length=200)
    evidence = models.CharField(_("evidence"), max_length=600, blank=True)
    evidence_url = models.URLField(_("where the evidence is"), max_length=500, blank=True)
    causes = models.TextField(_("causes"), blank=True)
    effects = models.TextField(_("effects"), blank=True)
    published = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = ProblemTreeQuerySet.as_manager()

    class Meta:
        verbose_name = _("problem tree")
        verbose_name_plural = _("problem trees")
        indexes = [models.Index(fields=["component", "id"], name="tree_of_component")]

    def __str__(self) -> str:
        return self.problem

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()


class TreeSide(models.TextChoices):
    """On which side of the problem a node stands."""

    CAUSE = "cause", _("cause")
    EFFECT = "effect", _("effect")


class TreeNode(models.Model):
    """One cause or effect, as officials work on it; below another where it is the cause or effect of that one."""

    tree = models.ForeignKey(ProblemTree, on_delete=models.CASCADE, related_name="nodes")
    side = models.CharField(max_length=6, choices=TreeSide.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="below")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("cause or effect"), max_length=200)
    evidence = models.CharField(_("evidence"), max_length=600, blank=True)
    evidence_url = models.URLField(_("where the evidence is"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("node of a problem tree")
        verbose_name_plural = _("nodes of problem trees")
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=models.F("id")), name="tree_node_not_below_itself"
            )
        ]
        indexes = [models.Index(fields=["tree", "position", "id"], name="tree_node_in_order")]

    def __str__(self) -> str:
        return self.text
