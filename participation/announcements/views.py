"""Public pages: what was sent to everybody, and one of them; what went to a group is read by those it was sent to."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from participation.announcements.electoral import shown_period_of
from participation.announcements.models import Announcement, AnnouncementKind
from participation.announcements.policies import may_see
from participation.announcements.querysets import published, readable_by
from participation.announcements.segments import words_of
from participation.announcements.texts import lead_of, shown_links
from participation.veda.calendar import known, reaching
from participation.web.keyset import paginate


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """List what was sent to everybody, newest first."""
    # What went to everybody went also to wherever an electoral period runs now.
    period = reaching(None, timezone.now(), periods=known())
    shown = published().exclude(kind=AnnouncementKind.NEWSLETTER) if period else published()
    page = paginate(request, shown, order=("-started_at", "-pk"), size=20)
    rows = [
        {"row": row, "title": row.in_language("title"), "lead": lead_of(row), "lang": row.language_of("body")}
        for row in page.rows
    ]
    return render(request, "participation/announcements/list.html", {"page": page, "rows": rows, "electoral": period})


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one. Strangers are sent to the sign-in for any number that is not public, whether it exists or not."""
    known = pk < 2**63
    row = published().filter(pk=pk).first() if known else None
    me: Any = request.user
    if row is None and not me.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    if row is None and known:
        row = readable_by(me).select_related("scope", "territory").filter(pk=pk).first() or _of_official(me, pk)
    if row is None:
        raise Http404
    electoral = _withheld(row, me)
    return render(
        request,
        "participation/announcements/detail.html",
        {
            "row": row,
            "title": row.get_kind_display().capitalize() if electoral else row.in_language("title"),
            "body": row.in_language("body"),
            "lang": row.language_of("body"),
            "links": shown_links(row),
            "to_whom": words_of(row),
            "electoral": electoral,
            "is_public": row.segment == "all" and row.state == "started",
        },
    )


def _withheld(row: Announcement, person: Any) -> Any:
    """Return the electoral period that keeps a newsletter back; officials who may write it go on seeing it."""
    if row.kind != AnnouncementKind.NEWSLETTER:
        return None
    period = shown_period_of(row, timezone.now())
    return None if period is None or (person.is_staff and may_see(person, row)) else period


def _of_official(person: Any, pk: int) -> Announcement | None:
    row = Announcement.objects.select_related("scope", "territory").filter(pk=pk).first() if person.is_staff else None
    return row if row is not None and may_see(person, row) else None
