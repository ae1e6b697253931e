"""Reads of budgets: contests, projects and works by visibility and place."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Cast, Coalesce

from participation.access import roles
from participation.followup.states import state_on
from participation.subjects.querysets import shown
from participation.workdays import local_day

if TYPE_CHECKING:
    from participation.models import Person

OPEN_PROCESSES = ("published", "closed")


class UnderProcess(models.QuerySet):
    """Rows with a subject that lies in an activity of a process."""

    def public(self) -> Any:
        """Return what anybody may see."""
        return shown(self.all())

    def visible_to(self, person: "Person | None") -> Any:
        """Return what this person may see: what is public, and all of it where they are an official."""
        held = roles.scopes(person, roles.OFFICIALS)
        if held is None:
            return self.all()
        if not held:
            return self.public()
        own = Q(subject_id__in=held) | Q(subject__ancestors__overlap=list(held))
        return self.filter(Q(pk__in=self.model.objects.public().values("pk")) | own)  # type: ignore[attr-defined]


class ContestQuerySet(UnderProcess):
    """Contests."""

    def in_order(self) -> "ContestQuerySet":
        """Return them as the city wants them read."""
        return self.order_by("position", "id")

    def with_projects(self) -> "ContestQuerySet":
        """Annotate ``n``, how many public projects stand."""
        from budgets.models import Project

        rows = Project.objects.standing().filter(contest=models.OuterRef("pk"), subject__state="published")  # type: ignore[attr-defined]
        counted = rows.order_by().values("contest").annotate(c=models.Count("pk"))
        return self.annotate(n=Coalesce(models.Subquery(counted.values("c")), 0))

    def for_page(self) -> "ContestQuerySet":
        """Return rows with what pages and acts read of them."""
        rows = self.select_related("subject", "budget__component__process", "budget__component__subject", "vote")
        hidden = ("subject__search", "budget__component__subject__search")
        return rows.defer(*hidden)


class ProjectQuerySet(UnderProcess):
    """Projects."""

    def for_listing(self) -> "ProjectQuerySet":
        """Return rows with what lists and pages show."""
        rows = self.select_related(
            "subject", "contest__subject", "contest__budget__component__process", "contest__budget__component__subject",
            "contest__vote", "author", "institution", "territory",
        )  # fmt: skip
        hidden = ("subject__search", "contest__subject__search", "contest__budget__component__subject__search")
        return rows.defer(*hidden)

    def standing(self) -> "ProjectQuerySet":
        """Return those that nobody withdrew."""
        return self.exclude(state="withdrawn")


class WorkQuerySet(UnderProcess):
    """Works."""

    def for_page(self) -> "WorkQuerySet":
        """Return rows with what lists and pages show."""
        rows = self.select_related(
            "subject__action__institution__subject", "project__subject", "project__contest__budget__component__process"
        )
        hidden = ("subject__search", "subject__action__institution__subject__search", "project__subject__search")
        return rows.defer(*hidden)

    def with_state(self, at: datetime) -> "WorkQuerySet":
        """Annotate ``state``, as the engine computes it at a moment."""
        return self.annotate(state=state_on(local_day(at), "subject__action__"))

    def with_spent(self) -> "WorkQuerySet":
        """Annotate ``spent``, the sum in centavos of the payments that stand."""
        standing = Q(payments__withdrawn_at__isnull=True)
        return self.annotate(
            spent=Coalesce(Sum("payments__amount", filter=standing), 0, output_field=models.BigIntegerField())
        )


class BudgetQuerySet(models.QuerySet):
    """Budgets by the visibility of their activities."""

    def public(self) -> "BudgetQuerySet":
        """Return those of public processes that have something to decide on."""
        from budgets.models import Contest

        rows = shown(self.all(), "component__subject")
        return rows.filter(models.Exists(Contest.objects.filter(budget=models.OuterRef("pk"))))  # type: ignore[return-value]

    def with_money(self) -> "BudgetQuerySet":
        """Annotate ``amount``, the centavos of all contests, and ``n``, how many contests there are."""
        from budgets.models import Contest

        own = Contest.objects.filter(budget=models.OuterRef("pk")).order_by().values("budget")
        return self.annotate(
            amount=models.Subquery(own.annotate(s=Cast(Sum("amount"), models.BigIntegerField())).values("s")),
            n=models.Subquery(own.annotate(c=models.Count("pk")).values("c")),
        )
