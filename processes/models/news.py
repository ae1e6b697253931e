"""News of a process: short posts of whoever leads it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from participation.subjects.querysets import shown
from participation.web.translation import Translated

if TYPE_CHECKING:
    from participation.models import Person


class NewsState(models.TextChoices):
    """Where a piece of news stands."""

    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", pgettext_lazy("news", "scheduled")
    PUBLISHED = "published", pgettext_lazy("news", "published")
    WITHDRAWN = "withdrawn", pgettext_lazy("news", "withdrawn")


class NewsQuerySet(models.QuerySet):
    """News by visibility."""

    def public(self) -> "NewsQuerySet":
        """Return what anybody may see: published, in a process that is shown."""
        return shown(self.filter(state=NewsState.PUBLISHED))  # type: ignore[return-value]

    def workable_by(self, person: "Person") -> "NewsQuerySet":
        """Return the news of the processes that the person leads."""
        from participation.access import roles
        from processes.models import Process

        led = Process.objects.workable_by(person, roles.STEWARDS)  # type: ignore[attr-defined]
        return self.filter(process__in=led.values("pk"))

    def for_page(self) -> "NewsQuerySet":
        """Return rows with what lists and pages show."""
        rows = self.select_related("subject__territory", "process__subject", "image")
        return rows.defer("subject__search", "process__subject__search", "subject__territory__outline")


class News(Translated, models.Model):
    """A short post of whoever leads a process: written, perhaps scheduled, published, perhaps withdrawn."""

    TRANSLATABLE = ("title", "body")

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="news")
    process = models.ForeignKey(
        "processes.Process", on_delete=models.PROTECT, related_name="news", verbose_name=_("process")
    )
    title = models.CharField(_("title"), max_length=150)
    body = models.TextField(_("text"), help_text="rich text, cleaned by the act")
    image = models.ForeignKey(
        "participation.Attachment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_neutral = models.BooleanField(_("it stays up in electoral periods"), default=False)
    state = models.CharField(max_length=10, choices=NewsState.choices, default=NewsState.DRAFT)
    publish_at = models.DateTimeField(_("to be published on"), null=True, blank=True)
    electoral_accepted = models.BooleanField(default=False)
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    translations = models.JSONField(default=dict, blank=True, help_text="language to field to text")
    lang = models.CharField(max_length=8, default="es")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="news_newest"),
            models.Index(fields=["process", "-published_at", "-id"], name="news_of_process"),
            models.Index(fields=["publish_at"], name="news_due", condition=models.Q(state="scheduled")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
                name="news_published_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="scheduled") | models.Q(publish_at__isnull=False),
                name="news_scheduled_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def image_is_neutral(self) -> bool:
        """Tell whether its image stays up in electoral periods, by the name that previews ask for."""
        return self.is_neutral

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()
