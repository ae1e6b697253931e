"""What happens to a ballot after it was frozen, before it is counted."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.models.budget import Contest
from budgets.models.project import Project


class Amendment(models.Model):
    """A project was taken off a ballot after it was frozen, with the reason. Nothing of what was frozen changes."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="amendments")
    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="amendment")
    reason = models.TextField(_("why"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("amendment of a ballot")
        verbose_name_plural = _("amendments of ballots")
        indexes = [models.Index(fields=["contest", "at"], name="amendment_of_contest")]

    def __str__(self) -> str:
        return f"amendment of contest {self.contest_id}"


class ReminderSent(models.Model):
    """Those who marked projects and did not cast were reminded, once for each contest."""

    contest = models.OneToOneField(Contest, on_delete=models.PROTECT, related_name="reminder")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reminder of a ballot")
        verbose_name_plural = _("reminders of ballots")

    def __str__(self) -> str:
        return f"reminder of contest {self.contest_id}"
