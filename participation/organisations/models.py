"""Organisations of the civil society, and who represents them from when until when."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.organisations.querysets import OrganisationQuerySet, RepresentationQuerySet


class OrganisationKind(models.TextChoices):
    """What it is."""

    ASSOCIATION = "association", _("civil association")
    COLLECTIVE = "collective", _("group without legal form")
    NEIGHBOURS = "neighbours", _("neighbourhood organisation")
    COMPANY = "company", _("company or chamber")
    ACADEMIC = "academic", _("university or research centre")
    OTHER = "other", _("other")


class OrganisationState(models.TextChoices):
    """Where it is. Hidden by moderation is a state of its subject."""

    ASKED = "asked", _("waiting to be registered")
    RETURNED = "returned", _("returned")
    REGISTERED = "registered", _("registered")
    CLOSED = "closed", _("closed")


class Organisation(models.Model):
    """An organisation that people speak for; it proposes and comments, and never supports or votes."""

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="organisation")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="its pseudonym in open data")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who asked")
    )
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=11, choices=OrganisationKind.choices)
    sector = models.CharField(_("what it works on"), max_length=80, blank=True)
    description = models.TextField(_("who they are and what they do"))
    website = models.URLField(_("website"), max_length=300, blank=True)
    contact = models.CharField(_("contact, for officials alone"), max_length=200)
    lang = models.CharField(max_length=8, default="es")
    state = models.CharField(max_length=10, choices=OrganisationState.choices, default=OrganisationState.ASKED)
    reason = models.CharField(_("reason"), max_length=1000, blank=True, help_text="why it was returned or closed")
    created_at = models.DateTimeField()
    registered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True, help_text="while moderation hides its page and name")
    is_sample = models.BooleanField(default=False)
    act_id = models.UUIDField(default=uuid.uuid4, help_text="made by the form: a replayed post is recognised")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [models.UniqueConstraint(fields=["author", "act_id"], name="organisation_act_once")]
        indexes = [models.Index(fields=["state", "name", "id"], name="organisation_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def public_name(self) -> str:
        """Return the name that everybody reads; none while moderation hides it."""
        return gettext("Organisation hidden by moderation") if self.hidden_at else self.name

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()


class Representation(models.Model):
    """One person speaks for an organisation, from when they accepted until it ended."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="representations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="representations")
    role = models.CharField(_("what they are there"), max_length=80)
    named = models.BooleanField(default=False, help_text="they chose to be named on its page")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="why somebody else ended it")

    objects = RepresentationQuerySet.as_manager()

    class Meta:
        verbose_name = _("representation")
        verbose_name_plural = _("representations")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=Q(ended_at__isnull=True), name="representation_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("since")), name="representation_in_order"
            ),
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(ended_at__isnull=True), name="representation_now"),
        ]

    def __str__(self) -> str:
        return f"representative of {self.organisation_id}"
