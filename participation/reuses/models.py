"""What people built on the data."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.asks.states import AskState
from participation.reuses.querysets import ReuseQuerySet


class ReuseKind(models.TextChoices):
    """What it is."""

    APPLICATION = "application", _("application")
    STORY = "story", _("story or report")
    CHART = "chart", _("map or chart")
    STUDY = "study", _("study")


class Reuse(models.Model):
    """Something built on the open data: told by anybody signed in, published by an official."""

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="reuse")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reuses")
    kind = models.CharField(_("what it is"), max_length=11, choices=ReuseKind.choices)
    title = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("what it does"))
    link = models.URLField(_("address"), max_length=500)
    datasets = ArrayField(models.CharField(max_length=60), default=list, verbose_name=_("datasets"))
    lang = models.CharField(max_length=8, default="es")
    state = models.CharField(max_length=10, choices=AskState.choices, default=AskState.PENDING)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    act_id = models.UUIDField(default=uuid.uuid4, help_text="made by the form: a replayed post is recognised")

    objects = ReuseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of the data")
        verbose_name_plural = _("uses of the data")
        constraints = [
            models.UniqueConstraint(fields=["author", "act_id"], name="reuse_act_once"),
            models.CheckConstraint(
                condition=models.Q(link__startswith="https://") | models.Q(link__startswith="http://"),
                name="reuse_link_of_the_web",
            ),
        ]
        indexes = [models.Index(fields=["-published_at", "-id"], name="reuse_newest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()
