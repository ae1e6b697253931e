"""What reviews led to: recommendations with the government's answer, and what changed for good."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.subjects.querysets import shown


class ShownQuerySet(models.QuerySet):
    """Rows with a subject, by visibility."""

    def public(self) -> "ShownQuerySet":
        """Return what anybody may see."""
        return shown(self.all())  # type: ignore[return-value]

    def for_page(self) -> "ShownQuerySet":
        """Return rows with what lists and pages show."""
        rows = self.select_related("subject", "commitment__subject", "institution__subject")
        return rows.defer("subject__search", "commitment__subject__search", "institution__subject__search")


class Recommendation(models.Model):
    """What an assessment recommends, to whom; the answer that is owed to it is the engine's."""

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="recommendation")
    assessment = models.ForeignKey("commitments.Assessment", on_delete=models.PROTECT, related_name="recommendations")
    commitment = models.ForeignKey(
        "commitments.Commitment", null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations"
    )
    addressed_to = models.CharField(_("to whom, as the document says"), max_length=200, blank=True)
    institution = models.ForeignKey(
        "participation.Institution", null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations",
        verbose_name=_("institution that answers"),
    )  # fmt: skip
    text = models.TextField(_("recommendation"), max_length=6000)
    position = models.PositiveSmallIntegerField(default=0)

    objects = ShownQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()


class ChangeKind(models.TextChoices):
    """What changed."""

    REGULATION = "regulation", _("regulation")
    STATUTE = "statute", _("law")
    COUNCIL = "council", _("agreement of the council (cabildo)")
    AREA = "area", _("new or changed area")
    MECHANISM = "mechanism", _("mechanism of participation or transparency")
    OPERATION = "operation", _("way of working")


class InstitutionalChange(models.Model):
    """What a commitment changed for good: a rule, an area, a mechanism; so that it outlasts administrations."""

    subject = models.OneToOneField(
        "participation.Subject", on_delete=models.PROTECT, related_name="institutional_change"
    )
    commitment = models.ForeignKey(
        "commitments.Commitment", on_delete=models.PROTECT, related_name="institutional_changes"
    )
    recommendation = models.ForeignKey(
        Recommendation, null=True, blank=True, on_delete=models.PROTECT, related_name="changes",
        verbose_name=_("recommendation that it follows"),
    )  # fmt: skip
    institution = models.ForeignKey(
        "participation.Institution", null=True, blank=True, on_delete=models.PROTECT, related_name="changes",
        verbose_name=_("institution that changed"),
    )  # fmt: skip
    kind = models.CharField(_("what changed"), max_length=10, choices=ChangeKind.choices)
    title = models.CharField(_("in one line"), max_length=200)
    text = models.TextField(_("what is different now"), max_length=4000)
    legal_reference = models.CharField(_("gazette, act or article"), max_length=300, blank=True)
    url = models.URLField(_("where it can be read"), max_length=500, blank=True)
    in_force_on = models.DateField(_("in force since"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.CharField(max_length=300, blank=True)
    lang = models.CharField(max_length=8, default="es")
    is_sample = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = ShownQuerySet.as_manager()

    class Meta:
        verbose_name = _("institutional change")
        verbose_name_plural = _("institutional changes")
        indexes = [models.Index(fields=["-in_force_on", "-id"], name="change_newest")]
        constraints = [
            models.CheckConstraint(condition=~Q(legal_reference="") | ~Q(url=""), name="change_can_be_checked"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdraw_reason=""), name="change_withdrawn_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()
