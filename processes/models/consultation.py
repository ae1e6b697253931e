"""Questionnaires, what people answered to them, and the texts among it that others may read."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.contribution import Contribution
from participation.web.translation import Translated
from processes.consultations.questions import Asked


class QuestionKind(models.TextChoices):
    """What kind of answer a question takes."""

    SECTION = "section", _("Section: a title that begins a page")
    SINGLE = "single", _("Choose one")
    MULTIPLE = "multiple", _("Choose several")
    RANKING = "ranking", _("Put in order")
    SCORE = "score", _("Scale")
    MATRIX = "matrix", _("Table: one option in each row")
    NUMBER = "number", _("Number")
    SHORT = "short", _("Short text")
    LONG = "long", _("Long text")
    POINT = "point", _("Point on the map")
    FILE = "file", _("File")


class Questionnaire(models.Model):
    """The state of a consultation: when its questions were made ready, and what was published of it once it closed.

    What it asks are its questions; a vote stands beside it on the subject of the activity (``participation.urn``).
    """

    component = models.OneToOneField("processes.Component", on_delete=models.CASCADE, related_name="questionnaire")
    ready_at = models.DateTimeField(null=True)
    ready_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    results = models.JSONField(null=True, help_text="as published at the close: figures, and of a vote the outcome")
    results_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")

    def __str__(self) -> str:
        return f"questionnaire of component {self.component_id}"


class Question(Translated, models.Model):
    """One question, or a section that introduces those after it. ``key`` stays; ``position`` is its place."""

    TRANSLATABLE = ("text", "hint")

    component = models.ForeignKey("processes.Component", on_delete=models.CASCADE, related_name="questions")
    key = models.CharField(max_length=8)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=QuestionKind.choices)
    text = models.CharField(_("question"), max_length=300)
    hint = models.TextField(_("hint"), blank=True)
    translations = models.JSONField(default=dict, blank=True)
    required = models.BooleanField(default=False)
    options = models.JSONField(default=list, blank=True, help_text='[{"key": "o1", "text": "...", "en": "..."}]')
    rows = models.JSONField(default=list, blank=True, help_text="of a table, as options")
    rules = models.JSONField(default=dict, blank=True, help_text="least, most, low, high, decimals, other, shuffled...")
    when = models.JSONField(default=dict, blank=True, help_text='{"question": "p1", "options": ["o1"]}')

    class Meta:
        verbose_name = _("question of a consultation")
        verbose_name_plural = _("questions of consultations")
        constraints = [models.UniqueConstraint(fields=["component", "key"], name="consultation_question_key_once")]

    def __str__(self) -> str:
        return self.text

    @property
    def lang(self) -> str:
        """Return the language of its own fields: the process's."""
        return self.component.process.lang

    @property
    def ask(self) -> Asked:
        """Return what it asks, as plain values."""
        rules: dict[str, Any] = self.rules
        names = ("least", "most", "low", "high", "decimals", "other")
        return Asked(
            key=self.key,
            kind=self.kind,
            required=self.required,
            options=tuple(row["key"] for row in self.options),
            rows=tuple(row["key"] for row in self.rows),
            when=(self.when["question"], tuple(self.when["options"])) if self.when else None,
            **{name: rules[name] for name in names if name in rules},
        )


class Answer(Contribution):
    """What one person answers to a survey, by key of question. It is theirs: nobody else reads it beside their name.

    Without an account there is no person; ``act_id`` then keeps the same sending from counting twice.
    """

    component = models.ForeignKey("processes.Component", on_delete=models.PROTECT, related_name="answers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    folio = models.CharField(_("folio"), max_length=16, unique=True)
    data = models.JSONField(default=dict)
    territory = models.ForeignKey("participation.Territory", null=True, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    at = models.DateTimeField()
    act_id = models.UUIDField(default=uuid.uuid4, help_text="made by the form: a replayed post is recognised")
    is_sample = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("answer to a survey")
        verbose_name_plural = _("answers to surveys")
        constraints = [
            models.UniqueConstraint(fields=["component", "person"], name="survey_answered_once"),
            models.UniqueConstraint(fields=["component", "act_id"], name="survey_act_once"),
        ]
        indexes = [
            models.Index(fields=["component", "territory"], name="survey_by_territory"),
            models.Index(fields=["component", "channel"], name="survey_by_channel"),
        ]

    def __str__(self) -> str:
        return self.folio


class AnswerDraft(models.Model):
    """What somebody filled in and has not handed in: the fields of the form, as they were typed."""

    component = models.ForeignKey("processes.Component", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft of an answer")
        verbose_name_plural = _("drafts of answers")
        constraints = [models.UniqueConstraint(fields=["component", "person"], name="survey_draft_once")]

    def __str__(self) -> str:
        return f"draft {self.pk}"


def answer_file_path(row: "AnswerFile", filename: str) -> str:
    """Return a path that says nothing of the person or of the original name."""
    return f"respuestas/{row.key.hex[:2]}/{row.key.hex}"


class AnswerFile(models.Model):
    """A file that somebody answers with: only they and whoever convened the consultation see it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="files")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to=answer_file_path, max_length=200)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField(help_text="bytes")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("file of an answer")
        verbose_name_plural = _("files of answers")
        constraints = [models.UniqueConstraint(fields=["question", "person"], name="survey_file_once")]

    def __str__(self) -> str:
        return self.name


class AnswerTextState(models.TextChoices):
    """Whether others may read a text that somebody answered."""

    WAITING = "waiting", _("not read yet")
    SHOWN = "shown", _("published")
    WITHHELD = "withheld", _("not published")


class AnswerText(models.Model):
    """A text in an answer to a question whose texts are published: once an official has read it, without name."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="texts")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="texts")
    text = models.TextField()
    state = models.CharField(max_length=8, choices=AnswerTextState.choices, default=AnswerTextState.WAITING)
    reason = models.CharField(max_length=300, blank=True, help_text="why it is not published")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("text of an answer")
        verbose_name_plural = _("texts of answers")
        constraints = [models.UniqueConstraint(fields=["answer", "question"], name="survey_text_once")]
        indexes = [
            models.Index(fields=["question", "state", "id"], name="survey_texts_shown"),
            models.Index(fields=["question", "id"], name="survey_texts_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return self.text[:60]
