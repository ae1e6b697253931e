"""What people take with them: a plan as CSV, workbook or JSON, the empty template, and its news as a feed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments.events import COMMITMENT, EVENTS, PLAN
from commitments.exchange.out import as_csv, as_json, as_workbook, records
from commitments.views.common import plan_or_404
from participation.events.names import get_name
from participation.followup.views.feed import TOLD
from participation.models import Event, Subject
from participation.web.addresses import absolute

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}
SHOWN = 50
OWN = tuple(each.name for each in EVENTS if each.audience == "public" and each.name.startswith((PLAN, COMMITMENT)))


@require_safe
def export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Return a plan whole; brought in again it changes nothing."""
    plan = plan_or_404(request, pk)
    if form not in TYPES:
        raise Http404
    if form == "json":
        data = as_json(plan, timezone.now())
    else:
        data = as_csv(records(plan)) if form == "csv" else as_workbook(records(plan))
    return _file(data, form, f"plan-{plan.pk}")


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Return the empty table to fill in, with what each column takes on its second sheet."""
    return _file(as_workbook(iter(())), "xlsx", "plantilla-compromisos")


@require_safe
def atom(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the latest fifty things that happened in a plan, newest first."""
    plan = plan_or_404(request, pk)
    place = plan.component.subject
    inside = Subject.objects.public().filter(ancestors__contains=[place.pk])
    rows = Event.objects.filter(name__in=(*OWN, *TOLD)).filter(subject__in=inside.values("pk"))
    rows = rows | Event.objects.filter(name__in=OWN, subject=place)
    events = list(rows.select_related("subject").defer("subject__search").order_by("-at", "-id")[:SHOWN])
    language = get_language() or "es-mx"
    feed = Atom1Feed(
        title=_("How it goes: %(name)s") % {"name": plan.title},
        link=absolute(place.path),
        description="",
        language=language,
        feed_url=absolute(reverse("commitments:atom", args=[plan.pk])),
        feed_guid=absolute(place.path),
    )
    for event in events:
        subject = event.subject
        assert subject is not None
        words = str(get_name(event.name).label)
        feed.add_item(
            title=f"{words}: {subject.shown_title}",
            link=absolute(subject.path),
            description=words,
            unique_id=f"urn:uuid:{event.pk}",
            pubdate=event.at,
            updateddate=event.at,
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    response["Content-Language"] = language
    return response


def _file(data: bytes, form: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
