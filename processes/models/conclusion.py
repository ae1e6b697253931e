"""What whoever convened a debate concluded from it: each row is a version, and the last one is what holds."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.web.translation import Translated


class Conclusion(Translated, models.Model):
    """What was concluded from what people said in an activity, and what follows; a correction needs a reason."""

    TRANSLATABLE = ("conclusions", "follows")

    component = models.ForeignKey("processes.Component", on_delete=models.PROTECT, related_name="conclusions")
    number = models.PositiveSmallIntegerField()
    conclusions = models.TextField(_("conclusions and their reasons"))
    follows = models.TextField(_("what follows"), blank=True)
    translations = models.JSONField(default=dict, blank=True, help_text="language to field to text")
    reason = models.CharField(_("why it was corrected"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("conclusions")
        verbose_name_plural = _("conclusions")
        constraints = [
            models.UniqueConstraint(fields=["component", "number"], name="conclusion_number_once"),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(reason=""), name="conclusion_correction_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"conclusions {self.number} of component {self.component_id}"

    @property
    def lang(self) -> str:
        """Return the language of the own fields: the process's."""
        return self.component.process.lang
