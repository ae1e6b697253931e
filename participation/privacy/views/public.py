"""Public pages: privacy notices in their two forms and all versions, and how long things are kept."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from participation.privacy.models import NoticeVersion, RetentionState
from participation.privacy.notices import all_notices, get_notice, in_force, shown
from participation.privacy.retention import all_rules
from participation.privacy.setup import responsible, shown_settings


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say who answers for personal data, and lead to notices, terms and requests."""
    latest = in_force()
    notices = []
    for purpose in all_notices():
        found = latest.get(purpose.name)
        title = found.in_language("title") if found else purpose.title
        notices.append({"name": purpose.name, "title": title, "version": found})
    return render(
        request,
        "participation/privacy/home.html",
        {"notices": notices, "responsible": responsible(), "terms": shown_settings()},
    )


def _show(request: HttpRequest, name: str, template: str, version: NoticeVersion | None = None) -> HttpResponse:
    if get_notice(name) is None:
        raise Http404
    versions = list(NoticeVersion.objects.filter(purpose=name).order_by("-number"))
    found = shown(name, version or (versions[0] if versions else None))
    context: dict[str, Any] = {
        "notice": found,
        "versions": versions,
        "is_old": version is not None and version != versions[0],
        "terms": shown_settings(),
        "now": responsible(),
    }
    return render(request, template, context)


@require_safe
def notice(request: HttpRequest, name: str) -> HttpResponse:
    """Show the whole notice of a purpose."""
    return _show(request, name, "participation/privacy/notice.html")


@require_safe
def simple(request: HttpRequest, name: str) -> HttpResponse:
    """Show the simple form of a notice."""
    return _show(request, name, "participation/privacy/simple_page.html")


@require_safe
def version(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Show a version as it was published."""
    if number > 2_000_000_000:
        raise Http404
    found = get_object_or_404(NoticeVersion, purpose=name, number=number)
    return _show(request, name, "participation/privacy/notice.html", found)


@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """Show how long each thing is kept, why, and when the last old ones were erased."""
    states = {state.rule: state for state in RetentionState.objects.all()}
    rows = [{"rule": rule, "state": states.get(rule.name)} for rule in all_rules()]
    return render(request, "participation/privacy/retention.html", {"rows": rows})
