"""What happens to recommendations when their assessment is published."""

from datetime import datetime
from typing import TYPE_CHECKING

from commitments.changes import events
from participation.events.record import record
from participation.responses.actions import owe_response
from participation.subjects.actions import update_subject
from participation.workdays import after_working_days, days_off, local_day

if TYPE_CHECKING:
    from commitments.models import Assessment
    from participation.models import Person

ANSWER_DAYS = 30  # working days


def publish_recommendations(assessment: "Assessment", *, by: "Person", at: datetime) -> None:
    """Publish them inside the act of their assessment; each that names an institution here is owed its answer."""
    due = after_working_days(local_day(at), ANSWER_DAYS, days_off())
    for row in assessment.recommendations.select_related("subject", "institution").order_by("position", "pk"):
        update_subject(subject=row.subject, at=at, state="published")
        record(events.RECOMMENDED, subject=row.subject, by=by, at=at, payload={"recommendation": row.pk})
        if row.institution is not None:
            owe_response(subject=row.subject, at=at, institution=row.institution, due_on=due)
