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
    OBSERVER = "observer", _("observer: sees, changes nothing")


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
