"""Invitations to sign something together."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.invitations.querysets import InvitationQuerySet


class InvitationAnswer(models.TextChoices):
    """What became of it. One that nobody answered in time stays without an answer."""

    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    CANCELLED = "cancelled", _("taken back")


class InvitationMail(models.TextChoices):
    """Where the mail to an address without an account is; whoever has an account is told like of everything else."""

    NONE = "none", _("none")
    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("on its way")


class Invitation(models.Model):
    """One person was asked to sign a subject, found by a contact or chosen by name.

    The contact is kept encrypted until it is answered, and its keyed hash until the row goes.
    """

    subject = models.ForeignKey("participation.Subject", on_delete=models.PROTECT, related_name="invitations")
    purpose = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations_made")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="invitations", help_text="if known"
    )
    contact = models.BinaryField(null=True)
    seal = models.CharField(max_length=64, blank=True, default="")
    hint = models.CharField(max_length=80, blank=True, default="", help_text="what who invited is shown of the contact")
    details = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mail = models.CharField(max_length=8, choices=InvitationMail.choices, default=InvitationMail.NONE)
    answer = models.CharField(max_length=10, choices=InvitationAnswer.choices, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "purpose", "seal"],
                condition=Q(answer="") & ~Q(seal=""),
                name="invitation_contact_once",
            ),
            models.UniqueConstraint(
                fields=["subject", "purpose", "person"],
                condition=Q(answer="", person__isnull=False),
                name="invitation_person_once",
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(contact__isnull=True), name="invitation_contact_until_answered"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="invitation_answer_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["seal"], condition=~Q(seal=""), name="invitation_by_contact"),
            models.Index(fields=["mail"], condition=~Q(mail="none"), name="invitation_to_mail"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} to {self.subject_id}"
