"""Verifications: what was checked of a person, never the document itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Verification(models.Model):
    """A person was verified by a method. The identity document is kept only as a keyed hash (HMAC-SHA-256)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="verifications")
    method = models.CharField(_("method"), max_length=20)
    identity_hash = models.CharField(max_length=64)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    territory = models.ForeignKey(
        "participation.Territory",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("territory of residence"),
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("verified by")
    )
    at = models.DateTimeField(_("verified on"))
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)
    revoked_reason = models.CharField(_("reason to revoke it"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        constraints = [
            models.UniqueConstraint(
                fields=["identity_hash"], condition=Q(revoked_at__isnull=True), name="verification_one_identity"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at__isnull=True), name="verification_one_person"
            ),
        ]

    def __str__(self) -> str:
        return self.person.public_name
