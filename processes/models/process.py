"""A participatory process."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from participation.web.translation import Translated
from processes.querysets import ProcessQuerySet


class ProcessState(models.TextChoices):
    """Draft is seen by its officials alone; a closed process stays public."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", pgettext_lazy("process", "published")
    CLOSED = "closed", _("closed")


class Participation(models.IntegerChoices):
    """The level of participation promised (IAP2 Public Participation Spectrum, 2018)."""

    INFORM = 1, _("Inform")
    CONSULT = 2, _("Consult")
    INVOLVE = 3, _("Involve")
    COLLABORATE = 4, _("Collaborate")
    EMPOWER = 5, _("Empower")


class Process(Translated, models.Model):
    """A process: what is decided, by whom, how, and in which phases."""

    TRANSLATABLE = ("title", "summary", "description", "who_participates", "what_is_decided", "how_decided")

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="process")
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=150)
    summary = models.CharField(_("summary"), max_length=300)
    description = models.TextField(_("description"), blank=True, help_text="rich text, cleaned by the act")
    who_participates = models.CharField(_("who may take part"), max_length=300, blank=True)
    what_is_decided = models.CharField(_("what is decided"), max_length=500, blank=True)
    how_decided = models.CharField(_("how it is decided"), max_length=500, blank=True)
    institution = models.ForeignKey(
        "participation.Institution",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="processes",
        verbose_name=_("responsible institution"),
    )
    contact_name = models.CharField(_("contact point"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    contact_phone = models.CharField(_("contact telephone"), max_length=40, blank=True)
    territory = models.ForeignKey(
        "participation.Territory",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="processes",
        verbose_name=_("territory"),
    )
    mechanism = models.ForeignKey(
        "processes.Mechanism",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="processes",
        verbose_name=_("mechanism of the law"),
    )
    promise = models.PositiveSmallIntegerField(
        _("level of participation promised"), choices=Participation.choices, null=True, blank=True
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default="America/Mexico_City")
    image = models.ForeignKey(
        "participation.Attachment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    image_is_neutral = models.BooleanField(
        _("the image shows no public servant and announces no achievement"), default=False, db_default=False
    )
    state = models.CharField(max_length=10, choices=ProcessState.choices, default=ProcessState.DRAFT)
    template = models.CharField(max_length=40, blank=True)
    lang = models.CharField(max_length=8, default="es")
    is_sample = models.BooleanField(_("made up for a demonstration"), default=False)
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    translations = models.JSONField(default=dict, blank=True)

    objects = ProcessQuerySet.as_manager()

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()
