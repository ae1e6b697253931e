"""What a commitment is made of: objectives, indicators, risks, alignments; and what became of institutions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Term(models.TextChoices):
    """For when an objective is."""

    SHORT = "short", _("short term")
    MEDIUM = "medium", _("medium term")
    LONG = "long", _("long term")


class Objective(models.Model):
    """What a commitment wants to reach; its date may be in words ("at the end of the term of office")."""

    commitment = models.ForeignKey("commitments.Commitment", on_delete=models.CASCADE, related_name="objectives")
    term = models.CharField(_("term"), max_length=6, choices=Term.choices, default=Term.SHORT)
    text = models.TextField(_("objective"), max_length=4000)
    due_on = models.DateField(_("last day"), null=True, blank=True)
    due_words = models.CharField(_("when, in words"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    actions = models.ManyToManyField("participation.Action", related_name="objectives", blank=True)

    class Meta:
        verbose_name = _("objective of a commitment")
        verbose_name_plural = _("objectives of commitments")

    def __str__(self) -> str:
        return self.text[:80]


class Indicator(models.Model):
    """What is measured, where it stood and where it should get to."""

    class Level(models.TextChoices):
        """What it measures."""

        OUTPUT = "output", _("what was made")
        OUTCOME = "outcome", _("what changed")

    class Direction(models.TextChoices):
        """Which way is better."""

        UP = "up", _("more is better")
        DOWN = "down", _("less is better")

    commitment = models.ForeignKey("commitments.Commitment", on_delete=models.CASCADE, related_name="indicators")
    name = models.CharField(_("what is measured"), max_length=300)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    level = models.CharField(_("what it tells of"), max_length=7, choices=Level.choices, default=Level.OUTPUT)
    direction = models.CharField(_("which way is better"), max_length=4, choices=Direction.choices, default="up")
    baseline = models.DecimalField(_("where it stood"), max_digits=18, decimal_places=4, null=True, blank=True)
    baseline_on = models.DateField(_("on which day"), null=True, blank=True)
    target = models.DecimalField(_("where it should get to"), max_digits=18, decimal_places=4, null=True, blank=True)
    target_on = models.DateField(_("by which day"), null=True, blank=True)
    method = models.TextField(_("how it is measured"), max_length=2000, blank=True)
    source_url = models.URLField(_("where the figures come from"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("indicator of a commitment")
        verbose_name_plural = _("indicators of commitments")
        constraints = [models.UniqueConstraint(fields=["commitment", "name"], name="indicator_once")]

    def __str__(self) -> str:
        return self.name


class IndicatorValue(models.Model):
    """What an indicator measured on a day; a corrected value takes the place of the former one, which stays."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="measured")
    on = models.DateField(_("day"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    source_url = models.URLField(_("where it comes from"), max_length=500, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("value of an indicator")
        verbose_name_plural = _("values of indicators")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "on"], condition=Q(replaced_at__isnull=True), name="indicator_value_of_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.value}"


class Risk(models.Model):
    """What could keep a commitment from its end."""

    class Level(models.TextChoices):
        """What it endangers."""

        GOAL = "goal", _("the goal")
        PURPOSE = "purpose", _("the purpose")
        COMPONENT = "component", _("a part")

    commitment = models.ForeignKey("commitments.Commitment", on_delete=models.CASCADE, related_name="risks")
    level = models.CharField(_("what it endangers"), max_length=9, choices=Level.choices, blank=True)
    text = models.TextField(_("risk"), max_length=2000)
    likelihood = models.CharField(_("how likely"), max_length=60, blank=True)
    impact = models.CharField(_("how grave"), max_length=60, blank=True)
    mitigation = models.TextField(_("what is done about it"), max_length=2000, blank=True)
    materialised_on = models.DateField(_("it came true on"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("risk of a commitment")
        verbose_name_plural = _("risks of commitments")

    def __str__(self) -> str:
        return self.text[:80]


class Framework(models.TextChoices):
    """What commitments align with. Of the Sustainable Development Goals the texts are kept with the product."""

    SDG = "sdg", _("Sustainable Development Goals")
    NATIONAL = "national_plan", _("National development plan")
    STATE = "state_plan", _("State development plan")
    MUNICIPAL = "municipal_plan", _("Municipal development plan")
    ANTICORRUPTION = "anticorruption", _("Anti-corruption policy")
    PROGRAMME = "programme", _("Programme")


class Alignment(models.Model):
    """A goal, target or axis that a commitment serves."""

    commitment = models.ForeignKey("commitments.Commitment", on_delete=models.CASCADE, related_name="alignments")
    framework = models.CharField(_("framework"), max_length=14, choices=Framework.choices)
    code = models.CharField(_("goal, target or axis"), max_length=20, blank=True)
    title = models.CharField(_("name"), max_length=300, blank=True)
    justification = models.TextField(_("why"), max_length=2000, blank=True)
    is_direct = models.BooleanField(_("it serves it directly"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("alignment of a commitment")
        verbose_name_plural = _("alignments of commitments")
        indexes = [models.Index(fields=["framework", "code"], name="alignment_by_code")]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "framework", "code", "title"], name="alignment_once"),
            models.CheckConstraint(condition=~Q(code="") | ~Q(title=""), name="alignment_says_with_what"),
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.code or self.title}"


class SuccessionKind(models.TextChoices):
    """What became of an institution."""

    RENAMED = "renamed", _("renamed")
    MERGED = "merged", _("merged into another")
    EXTINGUISHED = "extinguished", _("extinguished")


class Succession(models.Model):
    """What became of an institution, by what law, from which day, and who took over its duties."""

    institution = models.ForeignKey("participation.Institution", on_delete=models.PROTECT, related_name="successions")
    kind = models.CharField(_("what became of it"), max_length=12, choices=SuccessionKind.choices)
    successor = models.ForeignKey(
        "participation.Institution",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="inherited_from",
        verbose_name=_("who took over its duties"),
    )
    on = models.DateField(_("since which day"))
    legal_basis = models.CharField(_("legal basis"), max_length=500)
    url = models.URLField(_("address of the legal text"), max_length=500, blank=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("succession of an institution")
        verbose_name_plural = _("successions of institutions")
        constraints = [
            models.UniqueConstraint(
                fields=["institution"], condition=Q(withdrawn_at__isnull=True), name="succession_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="extinguished") | Q(successor__isnull=False), name="succession_says_who_follows"
            ),
            models.CheckConstraint(condition=~Q(successor=models.F("institution")), name="succession_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.kind} {self.on}"
