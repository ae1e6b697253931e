"""The public page of the electoral calendar: what runs, what comes, what was, and what is withheld meanwhile."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from participation.veda.calendar import known
from participation.veda.models import ElectoralPeriod
from participation.veda.policies import may_keep_calendar
from participation.web.keyset import paginate
from participation.workdays import local_day


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show the periods in force and to come, then those that are over or were withdrawn, page by page."""
    at = timezone.now()
    standing = [period for period in known() if at < period.ends_at]
    over = ElectoralPeriod.objects.exclude(withdrawn_at__isnull=True, ends_on__gte=local_day(at))
    page = paginate(
        request,
        over.select_related("territory").defer("territory__outline"),
        order=("-ends_on", "-pk"),
        size=20,
    )
    return render(
        request,
        "participation/veda/calendar.html",
        {
            "running": [period for period in standing if period.holds(at)],
            "coming": [period for period in standing if not period.holds(at)],
            "page": page,
            "may_keep": bool(may_keep_calendar(request.user)),  # type: ignore[arg-type]
        },
    )
