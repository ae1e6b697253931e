"""What the pages share: rows that the reader may see, or 404."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from commitments.models import Commitment, Plan
from commitments.querysets import with_told_parts
from participation.followup.views.common import MAX_ID, reader
from participation.subjects.above import asked, keep
from participation.subjects.visibility import may_see


def plan_or_404(request: HttpRequest, pk: int) -> Plan:
    """Return a plan whose activity the reader may see. Raises Http404."""
    plan = Plan.objects.for_page().filter(pk=pk).first() if pk <= MAX_ID else None
    if plan is None or not may_see(reader(request), plan.component.subject):
        raise Http404
    return plan  # type: ignore[no-any-return]


def commitment_or_404(request: HttpRequest, pk: int, *, whole: bool = False) -> Any:
    """Return a commitment that the reader may see, with its state and, where ``whole``, its parts. Raises Http404."""
    person = reader(request)
    rows: Any = Commitment.objects.for_page().with_state(timezone.now())
    rows = rows.annotate(**asked(person.pk if person else None)).select_related(
        "subject__counts", "subject__parent", "subject__response"
    )
    rows = rows.defer("subject__parent__search", "plan__component__subject__search", "subject__search")
    if whole:
        rows = with_told_parts(rows.select_related("predecessor__subject", "plan__component__process__subject")).defer(
            "predecessor__subject__search",
            "plan__component__process__subject__search",
            "subject__parent__search",
            "plan__component__subject__search",
            "subject__search",
        )
    row = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if row is None:
        raise Http404
    keep(row, row.subject)
    if not may_see(person, row.subject):
        raise Http404
    return row
