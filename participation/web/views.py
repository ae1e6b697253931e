"""The brand's style sheet and the health checks."""

from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache

from participation.events.querysets import waiting_since
from participation.web.installation import installation

LATE = timedelta(minutes=2)  # the relay is asked for every 15 seconds: after this nobody works


@cache_control(public=True, max_age=600)
def brand_css(request: HttpRequest) -> HttpResponse:
    """Return the installation's hue as a style sheet (inline styles are forbidden by the content policy)."""
    return HttpResponse(f"@layer tokens{{:root{{--brand-h:{installation().hue}}}}}\n", content_type="text/css")


ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 34 34">'
    '<rect fill="hsl({hue} 83% 25.5%)" width="34" height="34" rx="8"/>'
    '<path fill="#fff" d="M5 26V17h6v-4h5v4h5V10h3V7h4v3h1v16z"/>'
    '<circle fill="#f4b93a" cx="13.5" cy="9.5" r="2.4"/></svg>\n'
)


@cache_control(public=True, max_age=600)
def icon(request: HttpRequest) -> HttpResponse:
    """Return the icon of an installation without a logo of its own, in the installation's hue."""
    return HttpResponse(ICON.format(hue=int(installation().hue)), content_type="image/svg+xml")


@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether the database answers, 503 where it does not; and what else is away, which stops no page."""
    parts = {"database": "ok", "redis": _redis(), "relay": "ok"}
    try:
        waiting = waiting_since(timezone.now())
    except Exception:
        return JsonResponse(
            {"status": "database unreachable", **parts, "database": "unreachable", "relay": "unknown"}, status=503
        )
    if waiting > LATE:
        parts["relay"] = f"behind by {int(waiting.total_seconds())} s: is a worker running, and beat?"
    well = parts["relay"] == "ok" and parts["redis"] in {"ok", "not used"}
    return JsonResponse({"status": "ok" if well else "degraded", **parts})


def _redis() -> str:
    if not settings.REDIS_URL:
        return "not used"
    answers = getattr(cache, "answers", None)
    return "ok" if answers is None or answers() else "unreachable"
