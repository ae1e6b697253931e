"""Who works here, and what each of them is owed to do."""

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

if TYPE_CHECKING:
    from participation.models import Person, Response


def officials() -> "QuerySet[Person]":
    """Return who holds a role, with how many roles they hold and how many answers they prepare."""
    from participation.models import Person, Role

    held = Role.objects.filter(person=OuterRef("pk"), ended_at__isnull=True)
    pending = Q(assigned__published_at__isnull=True, assigned__isnull=False)
    return Person.objects.filter(Exists(held)).annotate(
        role_count=Count("roles", filter=Q(roles__ended_at__isnull=True), distinct=True),
        answer_count=Count("assigned", filter=pending, distinct=True),
    )


def answers_of(person: "Person") -> "QuerySet[Response]":
    """Return the answers that somebody prepares and that are still owed."""
    from participation.models import Response

    rows = Response.objects.filter(assigned_to=person, published_at__isnull=True)
    return rows.select_related("subject", "institution__subject").defer("subject__search").order_by("due_on", "pk")
