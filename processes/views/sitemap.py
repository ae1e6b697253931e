"""What search engines read: sitemap.xml with every language of each page, and robots.txt."""

from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from participation.models import Subject
from participation.web.addresses import absolute

MOST = 20_000  # a sitemap holds 50,000 addresses at most; each subject takes one per language
FIXED = ("/", "/procesos/", "/preguntas/", "/datos/", "/datos/solicitudes/", "/datos/usos/")


@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Let robots read what is public, and tell them where the sitemap is."""
    lines = ["User-agent: *"]
    for prefix in ("", "/en"):
        lines += [f"Disallow: {prefix}{path}" for path in ("/admin/", "/cuenta/", "/mesa/", "/buscar/")]
    return HttpResponse(
        "\n".join([*lines, f"Sitemap: {settings.AZOTEA_BASE_URL}/sitemap.xml", ""]), content_type="text/plain"
    )


@cache_control(public=True, max_age=10)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Return the newest public pages, each with its addresses in the other languages."""
    found = (
        Subject.objects.public()
        .filter(kind__in=["process", "component", "proposal", "question", "datarequest", "reuse", "page"])
        .order_by("-updated_at", "-pk")
        .values_list("path", "updated_at")[:MOST]
    )
    codes = [("es-MX" if code == "es-mx" else code, code) for code, _name in settings.LANGUAGES]
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">'
    ]
    for path, changed in [*((path, None) for path in FIXED), *found]:
        twins = "".join(
            f'<xhtml:link rel="alternate" hreflang="{name}" href="{escape(absolute(path, code))}"/>'
            for name, code in codes
        )
        moment = f"<lastmod>{changed:%Y-%m-%d}</lastmod>" if changed else ""
        parts += [f"<url><loc>{escape(absolute(path, code))}</loc>{moment}{twins}</url>" for _name, code in codes]
    return HttpResponse("\n".join([*parts, "</urlset>", ""]), content_type="application/xml")
