"""Phases and what they open."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.web.translation import Translated


class Phase(Translated, models.Model):
    """A dated stretch ``[opens_at, closes_at)`` of a process; without an end it stays open."""

    TRANSLATABLE = ("title", "description", "objective", "strategies", "products")

    process = models.ForeignKey("processes.Process", on_delete=models.CASCADE, related_name="phases")
    position = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("what happens in this phase"), blank=True)
    objective = models.TextField(_("objective"), blank=True)
    strategies = models.TextField(_("strategies"), blank=True)
    products = models.TextField(_("expected products"), blank=True)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    translations = models.JSONField(default=dict, blank=True)
    announced_open_at = models.DateTimeField(null=True, editable=False)
    announced_soon_at = models.DateTimeField(null=True, editable=False)
    announced_close_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [
            models.UniqueConstraint(
                fields=["process", "position"], name="phase_position_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=models.Q(closes_at__isnull=True) | models.Q(closes_at__gt=models.F("opens_at")),
                name="phase_closes_after_it_opens",
                violation_error_message=_("A phase must close after it opens."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def lang(self) -> str:
        """Return the language of its own fields: the process's."""
        return self.process.lang

    def is_open(self, at: "object") -> bool:
        """Tell whether the clock is inside the phase."""
        return self.opens_at <= at and (self.closes_at is None or at < self.closes_at)  # type: ignore[operator]


class Opening(models.Model):
    """A phase opens one act in one component."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="openings")
    component = models.ForeignKey("processes.Component", on_delete=models.CASCADE, related_name="openings")
    act = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["phase", "component", "act"], name="opening_once")]

    def __str__(self) -> str:
        return f"{self.act} in {self.component_id} during {self.phase_id}"
