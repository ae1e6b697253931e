"""Editable pages in public."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from participation.web.models import Page


def page_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an editable page in the reader's language; where it was not translated, as it was written."""
    page = get_object_or_404(Page.objects.select_related("subject"), slug=slug, subject__state="published")
    return render(
        request,
        "participation/pages/detail.html",
        {
            "page": page,
            "title": page.in_language("title"),
            "title_lang": page.language_of("title"),
            "body": page.in_language("body"),
            "body_lang": page.language_of("body"),
        },
    )
