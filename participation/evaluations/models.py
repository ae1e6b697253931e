"""Evaluations and their answers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from participation.evaluations.questions import Choice


class Evaluation(models.Model):
    """Three questions on a subject, open for a while; its results are counted once, when it is over."""

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="evaluation_page")
    about = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="evaluation")
    opens_at = models.DateTimeField(_("opens on"))
    closes_at = models.DateTimeField(_("closes on"))
    answered = models.PositiveIntegerField(null=True, help_text="how many answered; null until it is over, or too few")
    results = models.JSONField(null=True, help_text="question to choice to count; null where it must not be told")
    published_at = models.DateTimeField(_("results published on"), null=True)

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="evaluation_in_order"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=False) | Q(results__isnull=True, answered__isnull=True),
                name="evaluation_counted_when_over",
            ),
        ]
        indexes = [
            models.Index(fields=["closes_at"], name="evaluation_to_count", condition=Q(published_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"evaluation of subject {self.about_id}"


class EvaluationAnswer(models.Model):
    """What one person answered; it changes until the evaluation closes."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="answers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    clear = models.CharField(max_length=6, choices=Choice)
    heard = models.CharField(max_length=6, choices=Choice)
    again = models.CharField(max_length=6, choices=Choice)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer to an evaluation")
        verbose_name_plural = _("answers to evaluations")
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "person"], name="evaluation_answered_once"),
            models.CheckConstraint(
                condition=Q(clear__in=Choice.values, heard__in=Choice.values, again__in=Choice.values),
                name="evaluation_choices_known",
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
