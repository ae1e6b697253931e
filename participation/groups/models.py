"""Lists of people, and the places on them.

A place holds a keyed seal of what the official's file named: a code that was handed out, an e-mail address, a mobile
number, a document or the code of an account. It says nothing of anybody until somebody who has that very thing takes
the place; from then on it belongs to one account, so that a place is one voice however often a contact changes hands.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

NAME_LENGTH = 120
ABOUT_LENGTH = 300


class PersonGroup(models.Model):
    """A list of people by name, for rules of who may take part: a council, a committee, the families of a school."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH, unique=True)
    about = models.CharField(_("who is on it"), max_length=ABOUT_LENGTH, blank=True)
    is_offered = models.BooleanField(_("offered in new rules"), default=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made on"))

    class Meta:
        verbose_name = _("list for rules")
        verbose_name_plural = _("lists for rules")

    def __str__(self) -> str:
        return self.name


class PlaceKind(models.TextChoices):
    """What a place on a list was sealed from."""

    CODE = "code", _("code that was handed out")
    EMAIL = "email", _("e-mail address")
    PHONE = "phone", _("mobile number")
    DOCUMENT = "document", _("document")
    ACCOUNT = "account", _("code of an account")


class PersonGroupMember(models.Model):
    """A place on a list: a seal, and the account that took it, once one did."""

    group = models.ForeignKey(PersonGroup, on_delete=models.PROTECT, related_name="places")
    kind = models.CharField(_("kind"), max_length=10, choices=PlaceKind)
    digest = models.CharField(max_length=64, editable=False)
    added_at = models.DateTimeField(_("since"))
    batch = models.ForeignKey("participation.ImportBatch", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="places")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("place on a list")
        verbose_name_plural = _("places on lists")
        constraints = [
            models.UniqueConstraint(fields=["group", "digest"], name="group_place_once"),
            models.UniqueConstraint(
                fields=["person", "group"], condition=Q(person__isnull=False), name="group_person_once"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True, taken_at__isnull=True)
                | Q(person__isnull=False, taken_at__isnull=False),
                name="group_place_taken_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
