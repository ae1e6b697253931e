"""A participatory budget and its contests: how much money, for whom to decide, and under which rule."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.querysets import BudgetQuerySet, ContestQuerySet
from participation.web.translation import Translated


class Reach(models.TextChoices):
    """In which contests somebody votes."""

    OWN = "own", _("each person votes where they live")
    CHOICE = "choice", _("each person votes in one contest of their choice")
    CHOICES = "choices", _("each person votes in several contests of their choice")
    ACCOUNT = "account", _("one ballot for each property-tax account")


class Publication(models.TextChoices):
    """What is published of the ballots; declared before the vote opens."""

    DEFAULT = (
        "default",
        _("the ballots without names, where nobody could be recognised by theirs; else only the totals"),
    )
    TOTALS = "totals", _("only the totals")
    BALLOTS = "ballots", _("every ballot, without names and in another order")
    LEDGER = "ledger", _("every ballot with its place in the public record")


class Leftovers(models.TextChoices):
    """What happens with money that no project of a contest takes; declared before the vote opens."""

    STAY = "stay", _("it stays with the treasury for works of the same kind")
    PASS = "pass", _("it goes to the contest that is counted last")


class Budget(Translated, models.Model):
    """The money of an activity of a process, and the rules by which people decide on it.

    ``rule`` is the record of a counting rule (``budgets.counting.Rule``), ``ballot`` the kind of ballot with its limits
    (``budgets.voting.ballots``). Both, with all that stands on the ballot, are frozen contest by contest.
    """

    TRANSLATABLE = ("explanation", "challenge_authority")

    component = models.OneToOneField("processes.Component", on_delete=models.CASCADE, related_name="budget")
    shape = models.CharField(max_length=20, blank=True, help_text="the template that its rules were taken from")
    currency = models.CharField(_("currency"), max_length=3, default="MXN")
    rule = models.JSONField(_("counting rule"), default=dict)
    ballot = models.JSONField(_("ballot"), default=dict)
    publication = models.CharField(
        _("what is published of the ballots"), max_length=8, choices=Publication, default=Publication.DEFAULT
    )
    reach = models.CharField(_("who votes where"), max_length=8, choices=Reach, default=Reach.OWN)
    most_contests = models.PositiveSmallIntegerField(_("in how many contests of a group each person votes"), default=1)
    leftovers = models.CharField(_("money that is left over"), max_length=5, choices=Leftovers, default=Leftovers.STAY)
    explanation = models.TextField(_("how it is decided, in plain words"), max_length=4000, blank=True)
    challenge_authority = models.CharField(
        _("the authority before which a decision or the result can be challenged"), max_length=300, blank=True
    )
    clarification_days = models.PositiveSmallIntegerField(
        _("working days to ask for a clarification"), default=5, help_text="0: it cannot be asked for"
    )
    categories = models.JSONField(
        default=list, blank=True, help_text="kinds of projects: key, title and translations of each"
    )
    translations = models.JSONField(default=dict, blank=True)
    is_sample = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = BudgetQuerySet.as_manager()

    class Meta:
        verbose_name = _("participatory budget")
        verbose_name_plural = _("participatory budgets")
        constraints = [
            models.CheckConstraint(condition=Q(most_contests__gte=1), name="budget_votes_somewhere"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="budget_currency_code"),
        ]

    def __str__(self) -> str:
        return self.component.title

    @property
    def lang(self) -> str:
        """Return the language of its own fields: the process's."""
        return self.component.process.lang

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.component.get_absolute_url()

    def category_title(self, key: str, language: str | None = None) -> str:
        """Return a category in the reader's language; nothing for a key that there is not."""
        for row in self.categories:
            if row["key"] == key:
                return _CategoryWords(row).in_language("title", language)
        return ""


class _CategoryWords(Translated):
    """One category, so that its title is told in the reader's language."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.title = row["title"]
        self.translations = row.get("translations", {})


class Contest(Translated, models.Model):
    """One pot of money with its projects and its count: of the whole city, of a district, of a unit.

    Contests with the same ``group`` share the budget's ``most_contests``: "city and one district of choice" is a
    contest without group and many in one. Of those without group a person votes in each that is theirs.
    """

    TRANSLATABLE = ("title", "description")

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="contests")
    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="contest")
    slug = models.SlugField(_("address"), max_length=60)
    title = models.CharField(_("name"), max_length=150)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    territory = models.ForeignKey(
        "participation.Territory",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contests",
        verbose_name=_("territory"),
    )
    amount = models.BigIntegerField(_("money to decide on"), help_text="in centavos")
    position = models.PositiveIntegerField(default=0)
    group = models.CharField(_("group"), max_length=40, blank=True)
    takes_leftovers = models.BooleanField(_("it is counted last and takes what the others leave over"), default=False)
    entitled = models.PositiveIntegerField(_("how many people may vote here"), null=True, blank=True)
    vote = models.OneToOneField(
        "participation.Vote", null=True, blank=True, on_delete=models.PROTECT, related_name="contest"
    )
    decided_at = models.DateTimeField(_("result published on"), null=True, editable=False)
    translations = models.JSONField(default=dict, blank=True)
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = ContestQuerySet.as_manager()

    class Meta:
        verbose_name = _("contest")
        verbose_name_plural = _("contests")
        constraints = [
            models.UniqueConstraint(fields=["budget", "slug"], name="contest_slug_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="contest_amount_not_negative"),
            models.UniqueConstraint(
                fields=["budget"], condition=Q(takes_leftovers=True), name="contest_takes_leftovers_once"
            ),
        ]
        indexes = [models.Index(fields=["budget", "position", "id"], name="contest_in_order")]

    def __str__(self) -> str:
        return self.title

    @property
    def lang(self) -> str:
        """Return the language of its own fields: the process's."""
        return self.budget.lang

    @property
    def is_frozen(self) -> bool:
        """Tell whether its ballot, costs and rules were frozen."""
        return self.vote is not None and self.vote.frozen_at is not None

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()
