"""The versions of a text: each with what changed, and because of whom."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from participation.web.keyset import paginate
from processes.models import Suggestion, TextVersion
from processes.texts.shown import changes_of
from processes.texts.views.common import around, published_or_404
from processes.texts.views.page import version_or_404

SIZE = 20


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the versions of a text, the newest first."""
    text = published_or_404(request, pk)
    rows = TextVersion.objects.filter(text=text).select_related("version").defer("passages")
    page = paginate(request, rows, order=("-number",), size=SIZE)
    return render(request, "processes/texts/versions.html", around(text, page=page))


@require_safe
def changes(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show what one version changed, passage by passage, and the suggestions that it took in."""
    text = published_or_404(request, pk)
    found = version_or_404(text, number)
    before = TextVersion.objects.filter(text=text, number__lt=number).order_by("-number").first()
    taken = list(Suggestion.objects.public().filter(taken_in=found).for_cards().order_by("passage", "pk"))
    names = list(dict.fromkeys(row.signed_name for row in taken))
    context = around(
        text, version=found, before=before, changed=changes_of(found, before, taken) if before else [], names=names
    )
    return render(request, "processes/texts/changes.html", context)
