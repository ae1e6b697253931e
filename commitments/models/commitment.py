"""Commitments: what was promised, why, by whom, and what the promise is made of."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from participation.followup.states import state_on
from participation.subjects.querysets import shown
from participation.web.translation import Translated
from participation.workdays import local_day

if TYPE_CHECKING:
    from commitments.models.plan import Plan


class Value(models.TextChoices):
    """The values of open government that a commitment serves; the last two never suffice alone."""

    TRANSPARENCY = "transparency", _("Transparency and access to information")
    PARTICIPATION = "participation", _("Citizen participation")
    ACCOUNTABILITY = "accountability", _("Accountability")
    TECHNOLOGY = "technology", _("Technology and innovation")
    INCLUSION = "inclusion", _("Inclusion")


class Sector(models.TextChoices):
    """From which part of society an actor comes."""

    GOVERNMENT = "government", _("Government")
    LEGISLATIVE = "legislative", _("Legislature")
    JUDICIARY = "judiciary", _("Judiciary")
    GUARANTOR = "guarantor_body", _("Guarantor body")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    ACADEMIA = "academia", _("Academia")
    PRIVATE = "private", _("Private sector")
    INTERNATIONAL = "international", _("International body")
    COMMUNITY = "community", _("Community or group")
    INDIVIDUAL = "individual", _("A person")


class ActorRole(models.TextChoices):
    """What an actor does for a commitment."""

    LEAD = "lead", _("leads")
    CO_LEAD = "co_lead", _("leads with others")
    SUPPORTING = "supporting", _("supports")
    MONITOR = "monitor", _("watches over it")
    ALLY = "ally", _("ally")


LEADS = (ActorRole.LEAD, ActorRole.CO_LEAD)


class CommitmentQuerySet(models.QuerySet):
    """Commitments by visibility and computed state."""

    def public(self) -> "CommitmentQuerySet":
        """Return what anybody may see."""
        return shown(self.all())  # type: ignore[return-value]

    def of(self, plan: "Plan") -> "CommitmentQuerySet":
        """Return those of a plan, in its order."""
        return self.filter(plan=plan).order_by("position", "pk")

    def with_state(self, at: datetime) -> "CommitmentQuerySet":
        """Annotate ``state``, as the engine computes it at a moment."""
        return self.annotate(state=state_on(local_day(at), "subject__action__"))

    def for_page(self) -> "CommitmentQuerySet":
        """Return rows with what lists and pages show."""
        rows = self.select_related("subject__action", "plan__component__subject", "plan__component__process", "theme")
        return rows.defer("subject__search", "plan__component__subject__search")


class Commitment(Translated, models.Model):
    """A promise of a plan. How it goes stands in its action (``subject.action``); what others found, in assessments.

    The texts are in the language of the plan's process. Once its plan is published a change needs a reason.
    """

    TRANSLATABLE = ("title", "summary")

    subject = models.OneToOneField("participation.Subject", on_delete=models.PROTECT, related_name="commitment")
    plan = models.ForeignKey("commitments.Plan", on_delete=models.PROTECT, related_name="commitments")
    theme = models.ForeignKey(
        "commitments.PlanTheme", null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    code = models.CharField(_("code"), max_length=40, blank=True, help_text="as the catalogue of OGP gives it: MX0087")
    number = models.CharField(_("number in the plan"), max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("in a few words"), max_length=1000, blank=True)
    problem = models.TextField(_("what problem it addresses"), max_length=20000, blank=True)
    causes = models.TextField(_("what causes the problem"), max_length=20000, blank=True)
    status_quo = models.TextField(_("how things were before"), max_length=20000, blank=True)
    solution = models.TextField(_("what is promised, and how it helps"), max_length=20000, blank=True)
    expected_results = models.TextField(_("what should be different at the end"), max_length=20000, blank=True)
    verification_means = models.TextField(_("how to check that it was done"), max_length=20000, blank=True)
    values = models.JSONField(_("values of open government that it serves"), default=list, blank=True)
    relevance = models.TextField(_("how it serves these values"), max_length=20000, blank=True)
    contribution_transparency = models.TextField(_("how it serves transparency"), max_length=8000, blank=True)
    contribution_participation = models.TextField(_("how it serves participation"), max_length=8000, blank=True)
    contribution_accountability = models.TextField(_("how it serves accountability"), max_length=8000, blank=True)
    gender_statement = models.TextField(_("equality between women and men"), max_length=8000, blank=True)
    inclusion_statement = models.TextField(_("inclusion of other groups"), max_length=8000, blank=True)
    additional_info = models.TextField(_("additional information"), max_length=20000, blank=True)
    budget_note = models.TextField(_("where the money comes from"), max_length=4000, blank=True)
    budget_amount = models.BigIntegerField(_("budget"), null=True, blank=True, help_text="in hundredths")
    currency = models.CharField(max_length=3, blank=True)
    policy_areas = models.JSONField(_("policy areas"), default=list, blank=True)
    ambition = models.JSONField(default=dict, blank=True, help_text="pillar to proactive or innovative, self-placed")
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    office = models.CharField(_("office that answers"), max_length=200, blank=True)
    contact_post = models.CharField(_("post of whom to ask"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail of the office"), blank=True)
    contact_phone = models.CharField(_("telephone of the office"), max_length=40, blank=True)
    is_proactive = models.BooleanField(_("it was added outside the plan"), default=False)
    predecessor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors", verbose_name=_("follows on")
    )
    source_url = models.URLField(_("where it was taken from"), max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.CharField(max_length=300, blank=True)
    translations = models.JSONField(default=dict, blank=True, help_text="language to field to text")
    is_sample = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        indexes = [models.Index(fields=["plan", "position", "id"], name="commitment_of_plan")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], condition=~Q(code=""), name="commitment_code_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdraw_reason=""), name="commitment_withdrawn_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="commitment_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def lang(self) -> str:
        """Return the language of its own texts: the process's."""
        return self.plan.component.process.lang

    def get_absolute_url(self) -> str:
        """Return its page."""
        return self.subject.get_absolute_url()


class CommitmentActor(models.Model):
    """Who takes part in a commitment, as what, from when until when. ``name`` stays as the document wrote it."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="actors")
    name = models.CharField(_("name"), max_length=300)
    institution = models.ForeignKey(
        "participation.Institution",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="commitment_roles",
        verbose_name=_("institution"),
    )
    organisation = models.ForeignKey(
        "participation.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="commitment_roles",
        verbose_name=_("organisation registered here"),
    )
    role = models.CharField(_("what it does"), max_length=10, choices=ActorRole.choices)
    sector = models.CharField(_("sector"), max_length=14, choices=Sector.choices, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    from_on = models.DateField(_("since"), null=True, blank=True)
    to_on = models.DateField(_("until"), null=True, blank=True)
    exit_reason = models.CharField(_("why it left"), max_length=500, blank=True)
    exit_statement = models.TextField(_("its own statement"), max_length=6000, blank=True)
    exit_url = models.URLField(_("address of its statement"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("actor of a commitment")
        verbose_name_plural = _("actors of commitments")
        constraints = [
            models.UniqueConstraint(fields=["commitment", "name", "role"], name="actor_once"),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="actor_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name
