"""Agreements: what was agreed at an encounter or in a process, followed up until it is done."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.followup.states import state_on
from participation.subjects.querysets import shown
from participation.web.translation import Translated
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.models import Subject


class AgreementQuerySet(models.QuerySet):
    """Agreements by visibility, origin and computed state."""

    def public(self) -> "AgreementQuerySet":
        """Return what anybody may see."""
        return shown(self.all())  # type: ignore[return-value]

    def made_in(self, subject: "Subject") -> "AgreementQuerySet":
        """Return those made at a subject, or at something that lies in it."""
        return self.filter(subject__ancestors__contains=[subject.pk])

    def with_state(self, at: datetime) -> "AgreementQuerySet":
        """Annotate ``state``, as the engine computes it at a moment."""
        return self.annotate(state=state_on(local_day(at), "subject__action__"))

    def for_page(self) -> "AgreementQuerySet":
        """Return rows with what lists and pages show."""
        rows = self.select_related("subject__action__institution__subject", "subject__parent")
        hidden = ("subject__search", "subject__parent__search", "subject__action__institution__subject__search")
        return rows.defer(*hidden)


class Agreement(Translated, models.Model):
    """What was agreed. Who is responsible, by when and how it goes stands in its action (``subject.action``)."""

    TRANSLATABLE = ("title", "text")

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="agreement")
    title = models.CharField(_("what was agreed, in one line"), max_length=200)
    text = models.TextField(_("what was agreed"), max_length=4000)
    made_on = models.DateField(_("when it was agreed"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.CharField(max_length=300, blank=True)
    translations = models.JSONField(default=dict, blank=True, help_text="language to field to text")
    is_sample = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        indexes = [models.Index(fields=["-made_on", "-id"], name="agreement_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdraw_reason=""), name="agreement_withdrawn_with_reason"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()
