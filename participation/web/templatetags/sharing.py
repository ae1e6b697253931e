"""Previews of links in the head of pages, and the ways to pass a page on."""

from typing import Any
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from participation.models import Attachment, Subject
from participation.sharing.addresses import oembed_address, picture_address
from participation.subjects.registry import get_kind
from participation.web.addresses import absolute
from participation.web.installation import installation
from participation.web.moulds import pour

register = template.Library()


@register.simple_tag
def site_preview() -> SafeString:
    """Return what a link to a page of no subject shows beside its title and description: the site and its picture."""
    place = installation()
    return pour("participation/sharing/site_preview.html", (), site=place.name, picture=absolute("/imagen.png"))


@register.simple_tag
def preview(subject: Subject, *, description: str = "", image: Attachment | None = None) -> SafeString | str:
    """Return what messengers and networks show of a link to a subject; nothing while it is not public.

    ``description`` is its text in the reader's language, where the page has one; ``image`` a photograph of its own.
    """
    if not subject.is_public:
        return ""
    place = installation()
    photograph = image if image and image.removed_at is None and image.thumbnail else None
    code = get_language()
    return pour(
        "participation/sharing/preview.html",
        photograph is not None,
        title=subject.shown_title,
        description=str(description) or subject.summary or _("%(kind)s at %(site)s") % _names(subject, place.name),
        address=absolute(subject.path),
        site=place.name,
        picture=picture_address(subject),
        oembed=oembed_address(subject, code),
        photograph=absolute_file(photograph) if photograph is not None else "",
        photograph_alt=photograph.alt if photograph is not None else "",
    )


def absolute_file(image: Attachment) -> str:
    """Return the full address of an image as lists show it."""
    return absolute(reverse("files:thumbnail", args=[image.key]), "es-mx")


def _names(subject: Subject, site: str) -> dict[str, Any]:
    label = str(get_kind(subject.kind).label)
    return {"kind": label[:1].upper() + label[1:], "site": site}


@register.simple_tag
def share_links(subject: Subject, *, words: str = "") -> SafeString | str:
    """Return the ways to pass a public subject on, as items of a list; ``words`` invite the reader of a message."""
    if not subject.is_public:
        return ""
    told = (words or _("%(title)s: %(address)s")) % {"title": subject.shown_title, "address": absolute(subject.path)}
    return pour(
        "participation/sharing/links.html",
        (),
        whatsapp=f"https://wa.me/?text={quote(told)}",
        poster=reverse("sharing:poster", args=[subject.pk]),
        embed=reverse("sharing:embed", args=[subject.pk]),
    )


@register.simple_tag
def share_panel(subject: Subject) -> SafeString | str:
    """Return the ways to pass a public subject on, as a panel of their own."""
    if not subject.is_public:
        return ""
    return pour("participation/sharing/panel.html", (), links=share_links(subject))
