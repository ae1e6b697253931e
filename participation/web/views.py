"""The brand's style sheet and the health checks."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control

from participation.web.installation import installation


@cache_control(public=True, max_age=600)
def brand_css(request: HttpRequest) -> HttpResponse:
    """Return the installation's hue as a style sheet (inline styles are forbidden by the content policy)."""
    return HttpResponse(f"@layer tokens{{:root{{--brand-h:{installation().hue}}}}}\n", content_type="text/css")


def alive(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> HttpResponse:
    """Say whether the database answers; 503 where it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"status": "database unreachable"}, status=503)
    return JsonResponse({"status": "ok"})
