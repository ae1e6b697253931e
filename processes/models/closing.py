"""What came of a process: each row is a version, and the last one is what holds."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.web.translation import Translated


class Closing(Translated, models.Model):
    """Results, what changed because of them, and lessons of a closed process; a correction is a row with a reason."""

    TRANSLATABLE = ("results", "changed", "lessons")

    process = models.ForeignKey("processes.Process", on_delete=models.PROTECT, related_name="closings")
    number = models.PositiveSmallIntegerField()
    results = models.TextField(_("results"))
    changed = models.TextField(_("what changed because of it"))
    lessons = models.TextField(_("what was learned"))
    translations = models.JSONField(default=dict, blank=True, help_text="language to field to text")
    reason = models.CharField(_("why it was corrected"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("results of a process")
        verbose_name_plural = _("results of processes")
        constraints = [
            models.UniqueConstraint(fields=["process", "number"], name="closing_number_once"),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(reason=""), name="closing_correction_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"results {self.number} of process {self.process_id}"

    @property
    def lang(self) -> str:
        """Return the language of the own fields: the process's."""
        return self.process.lang
