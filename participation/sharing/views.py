"""Cards for other sites, posters, codes and pictures of links.

None of these looks at who asks: whatever is not public for everybody does not exist here. So they carry no cookie, and
are kept whole for all readers.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from participation.models import Subject
from participation.sharing.addresses import (
    BIGGEST,
    card_address,
    named_by,
    oembed_address,
    picture_address,
    shareable,
)
from participation.sharing.pictures import HEIGHT, WIDTH, link_png, qr_svg
from participation.sharing.registry import Shared, shared_of
from participation.web.addresses import absolute
from participation.web.installation import installation

# Any site may frame a card, and a card may load nothing but its own looks: no script, no form, nothing of others.
CARD_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)
CARD_WIDTH, CARD_HEIGHT = 560, 380
LEAST_WIDTH, LEAST_HEIGHT = 240, 160
ALL_AGES = 600


def _told(pk: int, kind: str | None = None) -> tuple[Subject, Shared]:
    """Return a public subject with what is told of it. Raises Http404."""
    rows = shareable() if kind is None else shareable().filter(kind=kind)
    subject = rows.filter(pk=pk).first() if pk <= BIGGEST else None
    told = shared_of(subject, timezone.now()) if subject is not None else None
    if subject is None or told is None:
        raise Http404
    return subject, told


@require_safe
@xframe_options_exempt
def card(request: HttpRequest, kind: str, subject_pk: int) -> HttpResponse:
    """Show a subject as a card within another site; what is not public says that it is not there (404)."""
    context: dict[str, Any]
    try:
        subject, told = _told(subject_pk, kind)
        context, status = {"subject": subject, "told": told, "address": absolute(subject.path)}, 200
    except Http404:
        context, status = {"home": absolute("/")}, 404
    response = render(request, "participation/sharing/card.html", context, status=status)
    response["Content-Security-Policy"] = CARD_POLICY
    return response


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Answer programs that ask for the card of a page by the page's address (oembed.com), in JSON."""
    if request.GET.get("format", "json") != "json":
        return _problem(_("Only format=json is made here."), 400)
    try:
        width = _size(request, "maxwidth", CARD_WIDTH, LEAST_WIDTH)
        height = _size(request, "maxheight", CARD_HEIGHT, LEAST_HEIGHT)
    except ValueError:
        return _problem(_("maxwidth and maxheight are whole numbers."), 400)
    named = named_by(request.GET.get("url", ""))
    if named is None or shared_of(named.subject, timezone.now()) is None:
        return _problem(_("There is nothing public at this address that could be shown on another site."), 404)
    subject, place = named.subject, installation()
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": subject.title,
        "provider_name": place.name,
        "provider_url": absolute("/", named.language),
        "cache_age": ALL_AGES,
        "thumbnail_url": picture_address(subject),
        "thumbnail_width": WIDTH,
        "thumbnail_height": HEIGHT,
        "html": frame_of(subject, named.language, width=str(width), height=height),
        "width": width,
        "height": height,
    }
    return _open(JsonResponse(answer))


def frame_of(subject: Subject, language: str | None, *, width: str, height: int) -> SafeString:
    """Return the HTML with which another site shows a card."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" style="border:0;max-width:100%"></iframe>',
        card_address(subject, language),
        subject.title,
        width,
        height,
    )


def _size(request: HttpRequest, name: str, wanted: int, least: int) -> int:
    given = request.GET.get(name, "")
    if not given:
        return wanted
    if not (given.isascii() and given.isdigit() and len(given) <= 6):
        raise ValueError(name)
    return max(least, min(wanted, int(given)))


def _problem(words: str, status: int) -> HttpResponse:
    return _open(JsonResponse({"error": words}, status=status))


def _open(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"  # it is public and answers everybody the same
    return response


@require_safe
def embed(request: HttpRequest, subject_pk: int) -> HttpResponse:
    """Show the code that puts a card on another site, in each language, with the card as it will look."""
    subject, told = _told(subject_pk)
    codes = [
        {"language": code, "name": name, "html": frame_of(subject, code, width="100%", height=CARD_HEIGHT)}
        for code, name in (("es-mx", _("In Spanish")), ("en", _("In English")))
    ]
    context = {
        "subject": subject,
        "told": told,
        "codes": codes,
        "card": card_address(subject),
        "address": absolute(subject.path),
        "oembed": oembed_address(subject, get_language()),
    }
    return render(request, "participation/sharing/embed.html", context)


@require_safe
def poster(request: HttpRequest, subject_pk: int) -> HttpResponse:
    """Show the poster of a public subject; the browser prints it, or keeps it as PDF."""
    subject, told = _told(subject_pk)
    context = {"subject": subject, "told": told, "address": absolute(subject.path)}
    return render(request, "participation/sharing/poster.html", context)


@require_safe
@cache_control(public=True, max_age=10)
def qr(request: HttpRequest, subject_pk: int) -> HttpResponse:
    """Return the QR code of a public subject's address as SVG."""
    subject, _told_of_it = _told(subject_pk)
    return HttpResponse(qr_svg(absolute(subject.path)), content_type="image/svg+xml")


@require_safe
@cache_control(public=True, max_age=10)
def picture(request: HttpRequest, subject_pk: int) -> HttpResponse:
    """Return the picture that messengers and networks show with a link to a public subject (PNG, 1200 × 630)."""
    subject, told = _told(subject_pk)
    return _png(told.sign, subject.shown_title)


@require_safe
@cache_control(public=True, max_age=10)
def site_picture(request: HttpRequest) -> HttpResponse:
    """Return the picture of links to pages that are about nothing in particular."""
    place = installation()
    return _png(_("Citizen participation"), place.shown_headline or _("Decide with your government"))


def _png(sign: str, title: str) -> HttpResponse:
    place = installation()
    made = link_png(sign, title, place.name, place.shown_government or "", int(place.hue))
    return HttpResponse(made, content_type="image/png")
