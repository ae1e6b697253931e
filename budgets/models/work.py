"""Works: what became of the projects that won, to the last peso."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models.project import Project
from budgets.querysets import WorkQuerySet
from participation.followup.models import Withdrawable


class Work(models.Model):
    """The carrying out of a project. Who is responsible, by when and how it goes stands in its action."""

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="work")
    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="work")
    budgeted = models.BigIntegerField(_("money for it"), help_text="in centavos")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    objects = WorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("work")
        verbose_name_plural = _("works")
        constraints = [models.CheckConstraint(condition=Q(budgeted__gt=0), name="work_has_money")]
        indexes = [models.Index(fields=["-created_at", "-id"], name="work_newest")]

    def __str__(self) -> str:
        return self.subject.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()


class Contract(Withdrawable):
    """A contract of a work, where it can be read."""

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="contracts")
    number = models.CharField(_("number of the contract"), max_length=80)
    supplier = models.CharField(_("who does it"), max_length=200)
    amount = models.BigIntegerField(_("amount"), help_text="in centavos")
    signed_on = models.DateField(_("signed on"))
    url = models.URLField(_("where it can be read"), max_length=500, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="contract_costs_something"),
            models.UniqueConstraint(
                fields=["work", "number"], condition=Q(withdrawn_at__isnull=True), name="contract_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Payment(Withdrawable):
    """Money that was spent on a work."""

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="payments")
    contract = models.ForeignKey(Contract, null=True, blank=True, on_delete=models.PROTECT, related_name="payments")
    amount = models.BigIntegerField(_("amount"), help_text="in centavos")
    paid_on = models.DateField(_("paid on"))
    what_for = models.CharField(_("what for"), max_length=300)
    url = models.URLField(_("where it can be checked"), max_length=500, blank=True)
    act_id = models.UUIDField(help_text="made by the form: a replayed post is recognised")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_of_something"),
            models.UniqueConstraint(fields=["added_by", "act_id"], name="payment_act_once"),
        ]
        indexes = [models.Index(fields=["work", "-paid_on", "-id"], name="payment_of_work")]

    def __str__(self) -> str:
        return self.what_for
