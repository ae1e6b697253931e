"""What happens in what is followed up, as an Atom feed: all of it, of one responsible institution, or of one thing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from participation.events.names import get_name
from participation.followup.models import Action
from participation.followup.views.common import MAX_ID
from participation.followup.views.public import institution_of
from participation.models import Event, Subject
from participation.web.addresses import absolute
from participation.web.installation import installation

SHOWN = 50
TOLD = tuple(
    f"participation.action.{name}"
    for name in (
        "opened", "dates_moved", "reported", "evidence_added", "obstacle_raised", "obstacle_cleared", "done",
        "suspended", "abandoned", "reopened", "fell_behind",
    )
)  # fmt: skip


def followed_of(request: HttpRequest) -> Subject | None:
    """Return the followed thing that ``?de=`` names by the key of its subject. Raises Http404."""
    text = request.GET.get("de", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= MAX_ID):
        raise Http404
    root = Action.objects.public().for_page().filter(subject_id=int(text), followed_id=int(text)).first()
    if root is None:
        raise Http404
    return root.subject


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """Return the latest fifty things that happened, newest first; ``?institucion=`` or ``?de=`` narrows it."""
    institution, followed = institution_of(request), followed_of(request)
    shown: Any = Action.objects.public()
    name = installation().name
    title = _("How what was agreed goes: %(name)s") % {"name": name}
    if institution is not None:
        shown = shown.filter(institution=institution)
        title = _("What %(name)s answers for") % {"name": institution.name}
    if followed is not None:
        shown = shown.filter(followed=followed)
        title = _("How it goes: %(name)s") % {"name": followed.shown_title}
    rows = Event.objects.filter(name__in=TOLD, subject__in=shown.values("subject")).select_related("subject")
    events = list(rows.defer("subject__search").order_by("-at", "-id")[:SHOWN])
    own = absolute(request.get_full_path())
    link = absolute(followed.path if followed is not None else reverse("followup:list"))
    language = get_language() or "es-mx"
    feed = Atom1Feed(title=title, link=link, description="", language=language, feed_url=own, feed_guid=own)
    for event in events:
        _add(feed, event)
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    response["Content-Language"] = language
    return response


def _add(feed: Atom1Feed, event: Event) -> None:
    subject, at = event.subject, event.at
    assert subject is not None
    words = str(get_name(event.name).label)
    feed.add_item(
        title=f"{words}: {subject.shown_title}",
        link=absolute(subject.path),
        description=words,
        unique_id=f"urn:uuid:{event.pk}",
        pubdate=at,
        updateddate=at,
    )
