"""Subject: the one thing that comments, follows, flags, events, files and links point to."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from participation.search.eras import Alone, Eras
from participation.subjects.querysets import SubjectQuerySet


class SubjectState(models.TextChoices):
    """Whether the public may see a subject."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    HIDDEN = "hidden", _("hidden by moderation")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Subject(models.Model):
    """The public face of a thing of any floor: title, address, place in the tree, state.

    Title, path and text are copies that ``subjects.actions`` keeps; the thing itself holds a one-to-one key here.
    """

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    titles = models.JSONField(null=True, blank=True, help_text="language to title, where somebody translated it")
    summary = models.CharField(max_length=500, blank=True)
    path = models.CharField(max_length=300, help_text="address without host and language prefix")
    lang = models.CharField(max_length=8, default="es")
    state = models.CharField(max_length=10, choices=SubjectState.choices, default=SubjectState.DRAFT)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    ancestors = ArrayField(models.BigIntegerField(), default=list, help_text="ids from the root down to the parent")
    territory = models.ForeignKey(
        "participation.Territory", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()
    search = SearchVectorField(null=True, editable=False)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "state", "-published_at", "-id"], name="subject_listing"),
            models.Index(fields=["path"], name="subject_path"),  # programs that embed know pages by their address
            GinIndex(
                F("search"), Eras("published_at"), Alone("kind"), Alone("territory_id"), name="subject_found"
            ),  # words, and when, what and where, so that a common word is not read whole (search/eras.py)
            GinIndex(fields=["ancestors"], name="subject_ancestors"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=SubjectState.values), name="subject_state_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address in the reader's language."""
        from participation.web.addresses import localized

        return localized(self.path)

    @property
    def shown_title(self) -> str:
        """Return the title in the reader's language, else as it was written."""
        return (self.titles or {}).get((get_language() or "").split("-")[0]) or self.title

    @property
    def shown_lang(self) -> str:
        """Return the language of ``shown_title``, for the ``lang`` attribute."""
        code = (get_language() or "").split("-")[0]
        return code if (self.titles or {}).get(code) else self.lang

    @property
    def is_public(self) -> bool:
        """Tell whether anybody may see it."""
        return self.state == SubjectState.PUBLISHED


class SubjectCount(models.Model):
    """Counters of a subject, apart and narrow: acts bump one row, last, and never lock an ancestor."""

    subject = models.OneToOneField(Subject, primary_key=True, on_delete=models.CASCADE, related_name="counts")
    comments = models.PositiveIntegerField(default=0)
    comments_for = models.PositiveIntegerField(default=0)
    comments_neutral = models.PositiveIntegerField(default=0)
    comments_against = models.PositiveIntegerField(default=0)
    follows = models.PositiveIntegerField(default=0)
    joins = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [
            models.Index(fields=["-comments", "-subject"], name="subject_most_commented"),
            models.Index(fields=["-joins", "-subject"], name="subject_most_joined"),
        ]

    def __str__(self) -> str:
        return f"counts of subject {self.subject_id}"
