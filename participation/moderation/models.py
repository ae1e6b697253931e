"""Flags by people, suspicions by the machine, decisions by moderators, appeals, blocked accounts, house rules."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.web.translation import Translated


class FlagReason(models.TextChoices):
    """Why something is reported."""

    INSULT = "insult", _("It insults or threatens someone")
    PERSONAL = "personal", _("It publishes someone's personal data")
    SPAM = "spam", _("It is advertising or repeated")
    OFF_TOPIC = "off_topic", _("It has nothing to do with the topic")
    OTHER = "other", _("Something else")


class Part(models.TextChoices):
    """What of a page is meant: what was written there, the answer to it, or the name of whoever wrote it."""

    TEXT = "text", _("what was written")
    ANSWER = "answer", _("the answer with reasons")
    NAME = "name", _("the public name of whoever wrote it")


class Rule(Translated, models.Model):
    """A house rule: what is not accepted, in words that everybody can read. Decisions name one."""

    TRANSLATABLE = ("title", "text")

    code = models.SlugField(_("short name"), max_length=30, unique=True)
    title = models.CharField(_("rule"), max_length=120)
    text = models.TextField(_("explanation"), max_length=2000)
    translations = models.JSONField(default=dict, blank=True, help_text="language to field to text")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    updated_at = models.DateTimeField(_("changed on"))
    retired_at = models.DateTimeField(_("no longer in force since"), null=True, blank=True)

    class Meta:
        verbose_name = _("house rule")
        verbose_name_plural = _("house rules")

    def __str__(self) -> str:
        return self.shown_title

    @property
    def shown_title(self) -> str:
        """Return the rule in the reader's language."""
        return self.in_language("title")

    @property
    def shown_text(self) -> str:
        """Return the explanation in the reader's language."""
        return self.in_language("text")

    @property
    def shown_lang(self) -> str:
        """Return the language of what is shown."""
        return self.language_of("title")


class AboutThing(models.Model):
    """What a flag, suspicion or decision is about: a subject, one of its comments, its answer, or an author's name."""

    subject = models.ForeignKey("participation.Subject", on_delete=models.PROTECT, related_name="%(class)ss")
    comment = models.ForeignKey(
        "participation.Comment", null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )

    class Meta:
        abstract = True


class Flag(AboutThing):
    """A person reports something. Nothing is hidden by count alone: a person decides."""

    part = models.CharField(
        _("what of it"), max_length=8, choices=Part.choices, default=Part.TEXT, db_default=Part.TEXT.value
    )
    named = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="name_flags"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="flags")
    reason = models.CharField(_("reason"), max_length=10, choices=FlagReason.choices)
    text = models.CharField(_("what the person wrote"), max_length=500, blank=True)
    at = models.DateTimeField(_("reported on"))
    decision = models.ForeignKey(
        "participation.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="flags"
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "comment", "part", "person"],
                nulls_distinct=False,
                condition=Q(decision__isnull=True),
                name="flag_once_each",
            ),
            models.CheckConstraint(condition=Q(part=Part.NAME) | Q(named__isnull=True), name="flag_named_for_names"),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.pk})"


class Decision(AboutThing):
    """What a moderator decided on a thing, with the reason that its author is told."""

    class Outcome(models.TextChoices):
        """What happens to the content."""

        KEEP = "keep", _("stays visible")
        HIDE = "hide", _("is hidden")
        RESTORE = "restore", _("is shown again")

    part = models.CharField(
        _("what of it"), max_length=8, choices=Part.choices, default=Part.TEXT, db_default=Part.TEXT.value
    )
    named = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="name_decisions"
    )
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    rule = models.ForeignKey(
        Rule, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("rule")
    )
    reason = models.TextField(_("reason"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("decided on"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=Q(part=Part.NAME, named__isnull=False) | (~Q(part=Part.NAME) & Q(named__isnull=True)),
                name="decision_named_for_names",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} ({self.pk})"


class Suspicion(AboutThing):
    """Something that a machine noticed: it only puts the thing before a person and hides nothing."""

    class Kind(models.TextChoices):
        """What was noticed."""

        DUPLICATE = "duplicate", _("The same text was written several times")
        LINKS = "links", _("It holds many links")
        BURST = "burst", _("A new account wrote a lot in little time")
        FAST = "fast", _("It was sent faster than a person can write")

    kind = models.CharField(_("what was noticed"), max_length=10, choices=Kind.choices)
    count = models.PositiveIntegerField(_("how many"), default=0)
    at = models.DateTimeField(_("noticed on"))
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="suspicions")

    class Meta:
        verbose_name = _("suspicion")
        verbose_name_plural = _("suspicions")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "comment", "kind"],
                nulls_distinct=False,
                condition=Q(decision__isnull=True),
                name="suspicion_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.pk})"


class TextPrint(AboutThing):
    """The fingerprint of a text of the last days, so that the same one elsewhere is noticed. Deleted after a week."""

    digest = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "comment"], nulls_distinct=False, name="text_print_once")
        ]
        indexes = [
            models.Index(fields=["digest", "at"], name="text_print_same"),
            models.Index(fields=["person", "at"], name="text_print_by"),
            models.Index(fields=["at"], name="text_print_age"),
        ]

    def __str__(self) -> str:
        return f"print of {self.subject_id}"


class Block(models.Model):
    """An account that may read, but not take part, until a day or until somebody lifts it; with the reason."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="blocks", verbose_name=_("person")
    )
    rule = models.ForeignKey(
        Rule, null=True, blank=True, on_delete=models.PROTECT, related_name="blocks", verbose_name=_("rule")
    )
    reason = models.TextField(_("reason"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("blocked by")
    )
    at = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted on"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_reason = models.TextField(_("reason for lifting it"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("blocked account")
        verbose_name_plural = _("blocked accounts")
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(lifted_at__isnull=True), name="block_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("at")), name="block_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} ({self.pk})"


class Appeal(models.Model):
    """Whoever wrote what was hidden, or whose account was blocked, disagrees; somebody else decides."""

    class Outcome(models.TextChoices):
        """What came of it."""

        UPHELD = "upheld", _("the decision stands")
        OVERTURNED = "overturned", _("the decision is taken back")

    decision = models.OneToOneField(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="appeal")
    block = models.OneToOneField(Block, null=True, blank=True, on_delete=models.PROTECT, related_name="appeal")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appeals")
    text = models.TextField(_("why they disagree"), max_length=2000)
    at = models.DateTimeField(_("appealed on"))
    outcome = models.CharField(_("what came of it"), max_length=10, choices=Outcome.choices, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__isnull=False, block__isnull=True) | Q(decision__isnull=True, block__isnull=False),
                name="appeal_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(outcome="") & ~Q(reason="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="appeal_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} ({self.pk})"


class Watch(models.Model):
    """Up to which event the machine has looked; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="watch_is_one")]

    def __str__(self) -> str:
        return f"looked up to {self.sequence}"
