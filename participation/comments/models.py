"""Comments on any subject."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.comments.querysets import CommentQuerySet
from participation.contribution import Contribution


class Stance(models.TextChoices):
    """Where a comment stands."""

    FOR = "for", _("in favour")
    NEUTRAL = "neutral", _("neutral")
    AGAINST = "against", _("against")


class CommentState(models.TextChoices):
    """Whether a comment's text is shown."""

    VISIBLE = "visible", _("visible")
    HIDDEN = "hidden", _("hidden by moderation")
    WITHDRAWN = "withdrawn", _("withdrawn by its author")


class Comment(Contribution):
    """A comment, or a reply to one; replies form one level below each root comment's thread (depth 0 to 2)."""

    MAX_DEPTH = 2
    MAX_LENGTH = 2000

    subject = models.ForeignKey("participation.Subject", on_delete=models.PROTECT, related_name="comments")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    root = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="thread")
    depth = models.PositiveSmallIntegerField(default=0)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    organisation = models.ForeignKey(
        "participation.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="comments",
        help_text="in whose name it was written; then nobody reads who the author is",
    )
    text = models.TextField(max_length=MAX_LENGTH)
    lang = models.CharField(max_length=8, default="es")
    stance = models.CharField(max_length=8, choices=Stance.choices, default=Stance.NEUTRAL)
    state = models.CharField(max_length=10, choices=CommentState.choices, default=CommentState.VISIBLE)
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    thread_count = models.PositiveIntegerField(default=0, help_text="visible replies below a root comment")
    act_id = models.UUIDField(default=uuid.uuid4, help_text="made by the form: a replayed post is recognised")

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.UniqueConstraint(fields=["author", "act_id"], name="comment_act_once"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True, depth=0, root__isnull=True)
                | models.Q(parent__isnull=False, depth__gt=0, root__isnull=False),
                name="comment_depth_fits_parent",
            ),
            models.CheckConstraint(condition=models.Q(depth__lte=2), name="comment_depth_limit"),
        ]
        indexes = [
            models.Index(
                fields=["subject", "-at", "-id"], name="comment_roots", condition=models.Q(parent__isnull=True)
            ),
            models.Index(fields=["root", "at", "id"], name="comment_thread"),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    @property
    def signed_name(self) -> str:
        """Return the name that everybody reads: of the organisation in whose name it was written, else the author's."""
        return self.organisation.public_name if self.organisation is not None else self.author.public_name
