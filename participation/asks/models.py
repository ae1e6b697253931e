"""What people ask offices for."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.asks.querysets import AskQuerySet
from participation.asks.states import AskState
from participation.contribution import Contribution


class Ask(Contribution):
    """Something that a person asks an institution for; ``kind`` is that of its subject (``registry.py``).

    ``dataset`` and ``link`` are the data that answer a request of data: one of the registered datasets, or an address.
    """

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="ask")
    kind = models.CharField(max_length=40)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="asks")
    institution = models.ForeignKey(
        "participation.Institution",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="asks",
        verbose_name=_("who is asked"),
    )
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("explanation"), blank=True)
    lang = models.CharField(max_length=8, default="es")
    state = models.CharField(max_length=10, choices=AskState.choices, default=AskState.PENDING)
    dataset = models.CharField(_("dataset"), max_length=60, blank=True)
    link = models.URLField(_("address of the data"), max_length=500, blank=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    act_id = models.UUIDField(default=uuid.uuid4, help_text="made by the form: a replayed post is recognised")

    objects = AskQuerySet.as_manager()

    class Meta:
        verbose_name = _("question or request")
        verbose_name_plural = _("questions and requests")
        constraints = [models.UniqueConstraint(fields=["author", "act_id"], name="ask_act_once")]
        indexes = [
            models.Index(fields=["kind", "-published_at", "-id"], name="ask_newest"),
            models.Index(fields=["institution", "kind"], name="ask_by_institution"),
            models.Index(fields=["kind", "id"], name="ask_pending", condition=models.Q(state="pending")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()
