"""What every contribution carries: the channel it came by and, off-line, the officer who captured it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How a contribution reached us."""

    WEB = "web", _("online")
    API = "api", _("through the API")
    COUNTER = "counter", _("in person")
    PAPER = "paper", _("on paper")
    ENCOUNTER = "encounter", _("at an encounter")
    IMPORT = "import", _("imported")
    PHONE = "phone", _("by telephone")
    WHATSAPP = "whatsapp", _("by WhatsApp")
    LETTER = "letter", _("by official letter")
    SOCIAL = "social", _("through social networks")


# What did not come by the platform itself was written down by an official, who is named.
CAPTURED = {
    Channel.COUNTER.value,
    Channel.PAPER.value,
    Channel.ENCOUNTER.value,
    Channel.PHONE.value,
    Channel.WHATSAPP.value,
    Channel.LETTER.value,
    Channel.SOCIAL.value,
}


class Contribution(models.Model):
    """Abstract: channel and capturing officer."""

    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.WEB)
    captured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True
