"""Independent review: schemes with their scales, who assesses, and what an assessment says of plans and commitments."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commitments.reviews.querysets import AssessmentQuerySet, AssessorQuerySet


class Labelled(models.Model):
    """A name in Spanish and English, as its owner publishes it."""

    label_es = models.CharField(_("name in Spanish"), max_length=120)
    label_en = models.CharField(_("name in English"), max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return the name in the reader's language: English for whoever reads English, Spanish for all others."""
        return self.label_en if (get_language() or "").startswith("en") else self.label_es


class AssessmentScheme(Labelled):
    """A method of assessment in one of its versions: two versions are two schemes, and nothing averages over them."""

    code = models.SlugField(max_length=40, unique=True)
    family = models.SlugField(_("method"), max_length=20)
    owner = models.CharField(_("whose method it is"), max_length=120)
    valid_from = models.DateField(_("in use since"), null=True, blank=True)
    valid_until = models.DateField(_("in use until"), null=True, blank=True)
    source_url = models.URLField(_("where it is explained"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("method of assessment")
        verbose_name_plural = _("methods of assessment")


class VariableKind(models.TextChoices):
    """What a variable holds."""

    SCALE = "scale", _("one value of a scale")
    NUMBER = "number", _("a number")
    TEXT = "text", _("a text")


class Variable(Labelled):
    """What a scheme looks at; variables of several schemes with one ``concept`` ask the same and stand in one row."""

    scheme = models.ForeignKey(AssessmentScheme, on_delete=models.CASCADE, related_name="variables")
    code = models.SlugField(max_length=40)
    concept = models.SlugField(max_length=40)
    kind = models.CharField(max_length=6, choices=VariableKind.choices, default=VariableKind.SCALE)
    of_plan = models.BooleanField(default=False, help_text="asked of the whole plan, not of one commitment")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("variable of a method")
        verbose_name_plural = _("variables of methods")
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="variable_once")]


class ScaleValue(Labelled):
    """A step of a scale. ``counts_as_high`` is what derived marks read."""

    variable = models.ForeignKey(Variable, on_delete=models.CASCADE, related_name="scale")
    code = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    counts_as_high = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("value of a scale")
        verbose_name_plural = _("values of scales")
        constraints = [models.UniqueConstraint(fields=["variable", "code"], name="scale_value_once")]


class Assessor(models.Model):
    """Somebody whom a forum appointed in one of its sessions to assess a plan, from when until when."""

    forum = models.ForeignKey("processes.Forum", on_delete=models.PROTECT, related_name="assessors")
    session = models.ForeignKey(
        "processes.Encounter", on_delete=models.PROTECT, related_name="+", verbose_name=_("session that decided it")
    )
    plan = models.ForeignKey("commitments.Plan", on_delete=models.PROTECT, related_name="assessors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessor_of")
    name = models.CharField(_("name or organisation"), max_length=150, help_text="as assessments are signed")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=500, blank=True)
    conflict = models.TextField(_("conflicts of interest"), max_length=3000, blank=True)
    conflict_at = models.DateTimeField(null=True, blank=True, help_text="when the declaration was given")
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField()

    objects = AssessorQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessor")
        verbose_name_plural = _("assessors")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "person"], condition=Q(until__isnull=True), name="assessor_once_per_plan"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | (Q(until__gte=F("since")) & ~Q(end_reason="")),
                name="assessor_ends_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Phase(models.TextChoices):
    """When in the life of a plan it was made."""

    DESIGN = "design", _("review of the design")
    MIDTERM = "midterm", _("midterm review")
    END = "end", _("review at the end")
    CARD = "card", _("page of a public tracker")
    SELF = "self", _("self-assessment of the government")


class Assessment(models.Model):
    """What one assessor says under one scheme in one document, of one plan. Published, it stands as it is for good."""

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="assessment")
    plan = models.ForeignKey("commitments.Plan", on_delete=models.PROTECT, related_name="assessments")
    scheme = models.ForeignKey(AssessmentScheme, on_delete=models.PROTECT, related_name="assessments")
    phase = models.CharField(_("moment"), max_length=7, choices=Phase.choices)
    title = models.CharField(_("name of the document"), max_length=200)
    summary = models.TextField(_("summary"), max_length=6000, blank=True)
    assessor = models.ForeignKey(
        Assessor, null=True, blank=True, on_delete=models.PROTECT, related_name="assessments",
        help_text="none: copied from a document that was published elsewhere",
    )  # fmt: skip
    assessor_name = models.CharField(_("who assessed"), max_length=150)
    independent = models.BooleanField(_("independent of the government"), default=True)
    conflict = models.TextField(_("conflicts of interest"), max_length=3000, blank=True)
    document_url = models.URLField(_("address of the document"), max_length=500, blank=True)
    document_year = models.PositiveSmallIntegerField(_("year of the document"), null=True, blank=True)
    document_on = models.DateField(_("date of the document"), null=True, blank=True)
    source = models.CharField(_("where it was copied from"), max_length=300, blank=True)
    comment_from = models.DateField(_("open for comments since"), null=True, blank=True)
    comment_until = models.DateField(_("open for comments until"), null=True, blank=True)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    correction_reason = models.CharField(_("why it is corrected"), max_length=500, blank=True)
    lang = models.CharField(max_length=8, default="es")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="a draft that will not be published")
    is_sample = models.BooleanField(default=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        indexes = [models.Index(fields=["plan", "published_at", "id"], name="assessment_of_plan")]
        constraints = [
            models.CheckConstraint(
                condition=Q(comment_from__isnull=True, comment_until__isnull=True)
                | Q(comment_until__gte=F("comment_from")),
                name="assessment_comments_in_order",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(correction_reason=""), name="assessment_corrects_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(assessor__isnull=False) | ~Q(source="") | ~Q(document_url=""),
                name="assessment_copied_from_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="assessment_published_stands",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()

    @property
    def dated(self) -> date | None:
        """Return the day by which lists sort it: that of the document, else of its publication here."""
        if self.document_on or not self.document_year:
            return self.document_on or (self.published_at.date() if self.published_at else None)
        return date(self.document_year, 12, 31)


class AssessmentValue(models.Model):
    """What an assessment says on one variable of one commitment, or of the plan where none is named.

    ``as_said`` are the words of the document where they differ from the scale; a row with neither value, number nor
    words says that the document asks and leaves it blank.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="values")
    commitment = models.ForeignKey(
        "commitments.Commitment", null=True, blank=True, on_delete=models.PROTECT, related_name="assessment_values"
    )
    variable = models.ForeignKey(Variable, on_delete=models.PROTECT, related_name="+")
    value = models.ForeignKey(ScaleValue, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    number = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    as_said = models.CharField(_("in the words of the document"), max_length=200, blank=True)
    rationale = models.TextField(_("reasons"), max_length=20000, blank=True)
    footnotes = models.JSONField(_("notes"), default=list, blank=True)

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "commitment", "variable"], name="verdict_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["commitment", "variable"], name="verdict_of_commitment")]

    def __str__(self) -> str:
        return f"{self.variable_id}: {self.words}"

    @property
    def words(self) -> str:
        """Return the verdict in words: as the document says it, else the scale's; empty where it is blank."""
        if self.as_said:
            return self.as_said
        if self.number is not None:
            return f"{self.number.normalize():f}"
        return self.value.label if self.value is not None else ""
