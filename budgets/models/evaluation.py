"""The study of a project: who looks into it, what they find, and what its author may ask afterwards."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models.project import Project


class Aspect(models.TextChoices):
    """What is looked into."""

    LEGAL = "legal", _("Whether the law allows it and it is ours to do")
    TECHNICAL = "technical", _("Whether it can be built or carried out")
    COST = "cost", _("What it costs")


class FindingVerdict(models.TextChoices):
    """What is found."""

    YES = "yes", _("it can be done")
    CHANGES = "changes", _("it can be done with changes")
    NO = "no", _("it cannot be done")


class Assignment(models.Model):
    """Somebody looks into some aspects of a project, until they hand in their findings or are relieved."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="assignments")
    evaluator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="project_studies")
    aspects = ArrayField(models.CharField(max_length=9, choices=Aspect.choices), verbose_name=_("what to look into"))
    asked_for = models.TextField(_("what is asked"), max_length=2000, blank=True)
    due_on = models.DateField(_("hand it in by"), null=True, blank=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("study of a project")
        verbose_name_plural = _("studies of projects")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "evaluator"], condition=Q(ended_at__isnull=True), name="project_study_once"
            )
        ]
        indexes = [models.Index(fields=["evaluator", "due_on"], name="project_study_desk", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"study of project {self.project_id}"

    @property
    def aspect_labels(self) -> list[str]:
        """Return what to look into, in words."""
        return [str(label) for name, label in Aspect.choices if name in self.aspects]


class Finding(models.Model):
    """What was found about one aspect of a project. Public once the study is finished; the last word stands."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="findings")
    aspect = models.CharField(_("aspect"), max_length=9, choices=Aspect)
    verdict = models.CharField(_("what was found"), max_length=7, choices=FindingVerdict)
    text = models.TextField(_("why"), max_length=6000)
    cost = models.BigIntegerField(_("cost"), null=True, blank=True, help_text="in centavos")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("finding about a project")
        verbose_name_plural = _("findings about projects")
        constraints = [
            models.UniqueConstraint(fields=["project", "aspect"], name="project_finding_once"),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(aspect="cost", cost__gt=0), name="project_finding_of_cost"
            ),
            models.CheckConstraint(
                condition=~Q(aspect="cost") | Q(verdict="no") | Q(cost__isnull=False), name="project_finding_says_cost"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aspect} of project {self.project_id}"


class Clarification(models.Model):
    """What the author of a project found not feasible asks to be explained or looked at again, once."""

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="clarification")
    text = models.TextField(_("what you ask to be explained or looked at again"), max_length=4000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=6000, blank=True)
    changes_decision = models.BooleanField(_("the project can be done after all"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("request for clarification")
        verbose_name_plural = _("requests for clarification")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, changes_decision__isnull=True, answer="")
                | (Q(answered_at__isnull=False, changes_decision__isnull=False) & ~Q(answer="")),
                name="clarification_answered_whole",
            )
        ]
        indexes = [models.Index(fields=["answer_by"], condition=Q(answered_at=None), name="clarification_waiting")]

    def __str__(self) -> str:
        return f"clarification of project {self.project_id}"
