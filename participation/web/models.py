"""The installation and its editable pages."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.web.translation import Translated


class Installation(Translated, models.Model):
    """The one row that names and brands this installation."""

    TRANSLATABLE = ("government", "headline", "licence")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(_("name of the platform"), max_length=60, default="Azotea")
    government = models.CharField(_("government"), max_length=120, blank=True)
    is_sample = models.BooleanField(_("show that this is a demonstration"), default=False)
    headline = models.CharField(_("headline of the home page"), max_length=120, blank=True)
    hue = models.PositiveSmallIntegerField(
        _("brand hue, in degrees (0-359)"), default=185, validators=[MinValueValidator(0), MaxValueValidator(359)]
    )
    logo = models.ForeignKey(
        "participation.Attachment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact_phone = models.CharField(_("telephone for participation"), max_length=40, blank=True)
    contact_email = models.EmailField(_("e-mail for participation"), blank=True)
    licence = models.CharField(_("licence of the open data"), max_length=120, default="CC BY 4.0")
    licence_url = models.URLField(
        _("address of the licence"), default="https://creativecommons.org/licenses/by/4.0/deed.es"
    )
    translations = models.JSONField(default=dict, blank=True, help_text="language to field to text")
    updated_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("installation")
        verbose_name_plural = _("installation")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="installation_is_one")]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_government(self) -> str:
        """Return the government's name in the reader's language."""
        return self.in_language("government")

    @property
    def shown_headline(self) -> str:
        """Return the headline in the reader's language."""
        return self.in_language("headline")

    @property
    def logo_url(self) -> str:
        """Return the address of the logo; empty without one."""
        return f"/archivos/{self.logo.key}/" if self.logo else ""

    @property
    def icon_url(self) -> str:
        """Return the address of what browsers and the admin show as its icon: the logo, or our mark in its hue."""
        return self.logo_url or "/icono.svg"


class Page(Translated, models.Model):
    """An editable page of the installation: help, privacy notice, accessibility statement."""

    TRANSLATABLE = ("title", "body")

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="page")
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=150)
    body = models.TextField(_("text"))
    translations = models.JSONField(default=dict, blank=True, help_text="language to field to text")
    in_footer = models.BooleanField(_("link in the footer"), default=True)
    position = models.PositiveSmallIntegerField(_("order in the footer"), default=0)
    updated_at = models.DateTimeField(_("changed on"))

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()


class Menu(models.Model):
    """The main menu as officials saved it: the newest row is in force, those before can be brought back.

    ``entries`` holds in order what each leads to (a section's name, a subject's key or an address) and, where officials
    wrote one, its title by language. None is the menu as the product brings it.
    """

    entries = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("menu of the site")
        verbose_name_plural = _("menu of the site")

    def __str__(self) -> str:
        return f"menu of {self.at:%Y-%m-%d %H:%M}"
