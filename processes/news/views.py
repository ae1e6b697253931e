"""Pages of news: all of them, or those of one process; one; and the feed (Atom)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from participation.models import Person
from participation.veda.calendar import shown_in_force
from participation.web.addresses import absolute
from participation.web.installation import installation
from participation.web.keyset import paginate
from participation.web.richtext import clean
from processes.models import News, Process
from processes.policies import may_write_news

SHOWN = 20
IN_FEED = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of news on a page, and the electoral period that keeps it from view, if one does."""

    news: News
    electoral: Any


def shown_news(rows: Any, at: datetime, *, place: Any = None) -> list[Shown]:
    """Return news with what keeps each from view; ``place`` is the subject of which all of them are."""
    return [Shown(row, None if row.is_neutral else shown_in_force(place or row.subject, at)) for row in rows]


def _process_of(request: HttpRequest) -> Process | None:
    """Return the public process that ``?proceso=`` names. Raises Http404."""
    slug = request.GET.get("proceso", "")
    if not slug:
        return None
    rows = Process.objects.public().select_related("subject").defer("subject__search")
    process = rows.filter(slug=slug[:80]).first()
    if process is None:
        raise Http404
    return process


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the news, the newest first; ``?proceso=`` narrows them to one process."""
    process = _process_of(request)
    rows = News.objects.public().for_page()
    page = paginate(
        request, rows.filter(process=process) if process else rows, order=("-published_at", "-id"), size=SHOWN
    )
    context = {"page": page, "rows": shown_news(page, timezone.now()), "process": process}
    return render(request, "processes/news/list.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one piece of news; what is not published is seen by whoever leads the process."""
    person = request.user if isinstance(request.user, Person) else None
    row = News.objects.for_page().filter(pk=pk).first() if pk < 2**63 else None
    public = row is not None and News.objects.public().filter(pk=pk).exists()
    works = row is not None and bool(may_write_news(person, row.process))
    if row is None or not (public or works):
        raise Http404
    (shown,) = shown_news([row], timezone.now())
    return render(
        request,
        "processes/news/detail.html",
        {
            "news": row,
            "electoral": shown.electoral,
            "withheld": shown.electoral is not None and public,
            "public": public,
            "works_here": works,
        },
    )


class NewsFeed(Feed):
    """The news as Atom: title, text and address; what an electoral period keeps from view is left out."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, in the language of the address."""
        answer: HttpResponse = super().__call__(request, *args, **kwargs)
        answer["Content-Language"] = get_language() or "es-mx"
        return answer

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the process, or everything."""
        return _process_of(request)

    def title(self, process: Process | None) -> str:
        """Name the feed."""
        if process is not None:
            return _("News: %(title)s") % {"title": process.in_language("title")}
        return _("News of %(installation)s") % {"installation": installation().name}

    def link(self, process: Process | None) -> str:
        """Return the page of which it is the feed."""
        return absolute(process.subject.path if process else "/noticias/")

    def items(self, process: Process | None) -> list[News]:
        """Return the newest."""
        rows = News.objects.public().for_page().order_by("-published_at", "-id")
        found = (rows.filter(process=process) if process else rows)[:IN_FEED]
        return [shown.news for shown in shown_news(found, timezone.now()) if shown.electoral is None]

    def item_title(self, item: Any) -> str:
        """Return its title in the reader's language."""
        return str(item.in_language("title"))

    def item_description(self, item: Any) -> str:
        """Return its text in the reader's language, as pages show it."""
        return clean(item.in_language("body"))

    def item_link(self, item: Any) -> str:
        """Return its address."""
        return absolute(item.subject.path)

    def item_guid(self, item: Any) -> str:
        """Return what stays the same in every language."""
        return absolute(item.subject.path, "es-mx")

    def item_pubdate(self, item: Any) -> datetime:
        """Return when it was published."""
        return item.published_at  # type: ignore[no-any-return]

    def item_updateddate(self, item: Any) -> datetime:
        """Return when it changed last."""
        return item.subject.updated_at  # type: ignore[no-any-return]


feed = require_safe(NewsFeed())
