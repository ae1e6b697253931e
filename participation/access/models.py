"""Roles: who may do an official's work, and where."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RoleKind(models.TextChoices):
    """What a role lets a person do within its scope."""

    STEWARD = "steward", _("steward: sets up processes and publishes answers")
    MODERATOR = "moderator", _("moderator: decides on reports")
    EVALUATOR = "evaluator", _("evaluator: prepares answers")
    ROUTER = "router", _("front desk: sends what came in to the office that must answer")
    OBSERVER = "observer", _("observer: sees, changes nothing")
    AUDITOR = "auditor", _("organ of control: reads and exports the log of acts, changes nothing")
    PRIVACY = "privacy", _("transparency unit: answers requests on personal data")
    FIELD = "field", _("field team: verifies people at a counter, until a date")
    REPORTER = "reporter", _("reporter: tells how the actions of its institution go")


class Role(models.Model):
    """A role of a person over a subject and everything below it; without a scope, over the whole installation."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(_("role"), max_length=10, choices=RoleKind.choices)
    scope = models.ForeignKey(
        "participation.Subject",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="roles",
        verbose_name=_("where"),
        help_text=_("Empty: the whole installation."),
    )
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "scope"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="role_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"


class FieldAccount(models.Model):
    """A short-lived account for work in the field: a printed name and PIN, dates, and an official who ends it.

    Of the PIN only a keyed hash is kept. The person of the account does field work and nothing else
    (``Person.is_field``); their role is a row like any other, so that whoever looks at roles sees it.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="field_account")
    role = models.OneToOneField(Role, on_delete=models.PROTECT, related_name="field_account")
    username = models.CharField(_("user name"), max_length=20, unique=True)
    digest = models.CharField(max_length=64)
    place = models.CharField(_("where they work"), max_length=120, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), help_text="the last day on which it works")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(_("last signed in"), null=True, blank=True)

    class Meta:
        verbose_name = _("field account")
        verbose_name_plural = _("field accounts")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="field_account_days_in_order")
        ]
        indexes = [models.Index(fields=["-made_at", "-id"], name="field_account_newest")]

    def __str__(self) -> str:
        return self.username


class Viewing(models.Model):
    """A declared look at personal data: who, why, from when until when. What was looked at are events of the log."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="viewings")
    reason = models.CharField(_("reason"), max_length=300)
    opened_at = models.DateTimeField(_("opened on"))
    expires_at = models.DateTimeField(_("until"))
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("look at personal data")
        verbose_name_plural = _("looks at personal data")
        indexes = [models.Index(fields=["person", "-expires_at"], name="viewing_of_person")]

    def __str__(self) -> str:
        return f"viewing {self.pk}"


class PendingOutcome(models.TextChoices):
    """What became of an act that needed two people."""

    WAITING = "waiting", _("waiting for a second person")
    DONE = "done", _("confirmed and done")
    REJECTED = "rejected", _("not confirmed")
    WITHDRAWN = "withdrawn", _("withdrawn by whoever proposed it")


class PendingAct(models.Model):
    """A sensitive act that one official proposed and another has to confirm."""

    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    about = models.CharField(_("what would be done"), max_length=400)
    subject = models.ForeignKey(
        "participation.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="pending_acts"
    )
    reason = models.CharField(_("reason"), max_length=500)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed on"))
    expires_at = models.DateTimeField(_("until"))
    outcome = models.CharField(max_length=10, choices=PendingOutcome.choices, default=PendingOutcome.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("why not"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("act that waits for a second person")
        verbose_name_plural = _("acts that wait for a second person")
        indexes = [
            models.Index(fields=["-proposed_at", "-id"], name="pending_newest"),
            models.Index(fields=["expires_at"], name="pending_waiting", condition=Q(outcome="waiting")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(outcome="done") | ~Q(decided_by=models.F("proposed_by")),
                name="pending_two_people",
            ),
            models.CheckConstraint(
                condition=Q(outcome="waiting", decided_at__isnull=True)
                | (~Q(outcome="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="pending_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.about


class TwoPeople(models.Model):
    """A kind of act for which this installation asks for two people; without a row one is enough."""

    kind = models.CharField(max_length=60, unique=True)
    since = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("rule of two people")
        verbose_name_plural = _("rules of two people")

    def __str__(self) -> str:
        return self.kind
