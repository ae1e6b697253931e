"""Draft texts: a document in numbered passages, its versions, what people suggest on it, and who signs it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from participation.contribution import Contribution
from processes.texts.querysets import DraftTextQuerySet, SuggestionQuerySet


class DraftTextState(models.TextChoices):
    """Where a text is on its way. Whether one may suggest or sign now is what the phases say."""

    DRAFT = "draft", pgettext_lazy("text", "being prepared")
    OPEN = "open", pgettext_lazy("text", "in the making")
    ADOPTED = "adopted", pgettext_lazy("text", "adopted")


TEXT_TAGS = {"draft": "plain", "open": "open", "adopted": "done"}


class DraftText(models.Model):
    """The document of an activity. Its words stand in the passages; ``markdown`` is what is being prepared."""

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="draft_text")
    component = models.OneToOneField("processes.Component", on_delete=models.PROTECT, related_name="draft_text")
    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    lang = models.CharField(max_length=8, default="es")
    state = models.CharField(max_length=8, choices=DraftTextState.choices, default=DraftTextState.DRAFT)
    markdown = models.TextField(_("text"), blank=True, help_text="until the first version is published")
    current = models.ForeignKey(
        "processes.TextVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    last_key = models.PositiveIntegerField(default=0, help_text="keys of passages are given once and never again")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    adoption = models.TextField(_("how it was adopted, and what follows"), blank=True)
    signed = models.PositiveIntegerField(default=0, help_text="signatures that stand")
    is_sample = models.BooleanField(default=False)

    objects = DraftTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("collaborative text")
        verbose_name_plural = _("collaborative texts")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", current__isnull=True) | ~Q(state="draft") & Q(current__isnull=False),
                name="draft_text_published_in_version",
            ),
            models.CheckConstraint(
                condition=Q(state="adopted", adopted_at__isnull=False)
                | ~Q(state="adopted") & Q(adopted_at__isnull=True),
                name="draft_text_adopted_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tag_kind(self) -> str:
        """Return the colour of its state."""
        return TEXT_TAGS[self.state]

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()


class TextVersion(models.Model):
    """A text as it was published once: all its passages, so that any version is one row to read."""

    text = models.ForeignKey(DraftText, on_delete=models.PROTECT, related_name="text_versions")
    version = models.OneToOneField("participation.Version", on_delete=models.PROTECT, related_name="text_version")
    number = models.PositiveIntegerField()
    passages = models.JSONField(help_text="key, kind, level, number and words of each passage, in order")

    class Meta:
        verbose_name = _("version of a text")
        verbose_name_plural = _("versions of texts")
        constraints = [models.UniqueConstraint(fields=["text", "number"], name="text_version_number_once")]

    def __str__(self) -> str:
        return f"version {self.number} of text {self.text_id}"


class PassageKind(models.TextChoices):
    """What a passage is."""

    HEADING = "heading", _("heading")
    ARTICLE = "article", _("article")
    PARAGRAPH = "paragraph", _("paragraph")
    ITEM = "item", _("item of a list")


class Passage(models.Model):
    """One heading, article, paragraph or item of a text, under a key that it keeps through all versions."""

    text = models.ForeignKey(DraftText, on_delete=models.PROTECT, related_name="passages")
    key = models.PositiveIntegerField()
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=PassageKind.choices)
    level = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(default=0, help_text="which paragraph it is now; headings have none")
    words = models.TextField(_("words"))
    gone_in = models.ForeignKey(TextVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [models.UniqueConstraint(fields=["text", "key"], name="passage_key_once")]
        indexes = [models.Index(fields=["text", "position"], name="passage_in_order")]

    def __str__(self) -> str:
        return self.words[:60]


class SuggestionKind(models.TextChoices):
    """What somebody does with a passage."""

    WORDING = "wording", _("other words")
    ADDITION = "addition", _("a new paragraph after it")
    REMOVAL = "removal", _("take it out")
    REMARK = "remark", _("a comment")


class Suggestion(Contribution):
    """What somebody suggests on a passage, or on words in it, and why. Its words never change.

    A remark changes nothing and is owed no answer. What was decided on the others is their answer (``responses``).
    """

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="suggestion")
    text = models.ForeignKey(DraftText, on_delete=models.PROTECT, related_name="suggestions")
    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="suggestions")
    made_on = models.ForeignKey(TextVersion, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="suggestions")
    organisation = models.ForeignKey(
        "participation.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="suggestions"
    )
    kind = models.CharField(_("what"), max_length=8, choices=SuggestionKind.choices, default=SuggestionKind.WORDING)
    before = models.TextField(help_text="the passage as its author read it")
    quote = models.TextField(_("words of it"), blank=True, help_text="empty: the whole passage")
    start = models.PositiveIntegerField(default=0, help_text="where the quoted words begin in the passage")
    wording = models.TextField(_("as it would be"), blank=True)
    reason = models.TextField(_("why"))
    lang = models.CharField(max_length=8, default="es")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    taken_in = models.ForeignKey(TextVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="taken")
    in_favour = models.PositiveIntegerField(default=0)
    against = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)
    act_id = models.UUIDField(default=uuid.uuid4, help_text="made by the form: a replayed post is recognised")

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion on a text")
        verbose_name_plural = _("suggestions on texts")
        constraints = [
            models.UniqueConstraint(fields=["author", "act_id"], name="suggestion_act_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["wording", "addition"]) & ~Q(wording="")
                | Q(kind__in=["removal", "remark"], wording=""),
                name="suggestion_worded",
            ),
            models.CheckConstraint(
                condition=Q(taken_in__isnull=True) | Q(withdrawn_at__isnull=True), name="suggestion_taken_stands"
            ),
        ]
        indexes = [
            models.Index(fields=["text", "-at", "-id"], name="suggestion_newest"),
            models.Index(fields=["passage", "-in_favour", "-id"], name="suggestion_most_favoured"),
            models.Index(fields=["passage", "-at", "-id"], name="suggestion_newest_on"),
        ]

    def __str__(self) -> str:
        return self.subject.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()

    @property
    def signed_name(self) -> str:
        """Return the name that everybody reads: of the organisation in whose name it was made, else the author's."""
        return self.organisation.public_name if self.organisation is not None else self.author.public_name


class SuggestionVoice(models.Model):
    """One person is in favour of a suggestion or against it. Nobody reads who; only the two numbers are told."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="voices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    value = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("voice on a suggestion")
        verbose_name_plural = _("voices on suggestions")
        constraints = [
            models.UniqueConstraint(fields=["person", "suggestion"], name="suggestion_voice_once"),
            models.CheckConstraint(condition=Q(value__in=[-1, 1]), name="suggestion_voice_known"),
        ]

    def __str__(self) -> str:
        return f"voice {self.pk}"


class TextSignature(models.Model):
    """Somebody, or an organisation through who represents it, signs an adopted text; it can be taken back."""

    text = models.ForeignKey(DraftText, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="text_signatures")
    organisation = models.ForeignKey(
        "participation.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("signature of a text")
        verbose_name_plural = _("signatures of texts")
        constraints = [
            models.UniqueConstraint(
                fields=["text", "person"],
                condition=Q(organisation__isnull=True, withdrawn_at__isnull=True),
                name="text_signed_once",
            ),
            models.UniqueConstraint(
                fields=["text", "organisation"],
                condition=Q(organisation__isnull=False, withdrawn_at__isnull=True),
                name="text_signed_once_by_organisation",
            ),
        ]
        indexes = [models.Index(fields=["text", "-at", "-id"], name="text_signature_newest")]

    def __str__(self) -> str:
        return f"signature of text {self.text_id}"

    @property
    def signed_name(self) -> str:
        """Return in whose name it stands."""
        return self.organisation.public_name if self.organisation is not None else self.person.public_name
