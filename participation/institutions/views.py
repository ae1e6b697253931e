"""Pages of institutions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from participation.institutions.kinds import label_of
from participation.institutions.models import Institution
from participation.institutions.pages import answers_of, lists_of
from participation.web.keyset import paginate


def index(request: HttpRequest) -> HttpResponse:
    """Show every public institution in alphabetical order."""
    found = Institution.objects.public().select_related("subject", "parent").defer("subject__search")
    return render(
        request,
        "participation/institutions/list.html",
        {"page": paginate(request, found, order=("name", "pk"), size=50)},
    )


def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an institution: how to reach it, what it owes and answered, what it is responsible for."""
    found = Institution.objects.public().select_related("subject", "parent", "parent__subject")
    institution = get_object_or_404(found.defer("subject__search", "parent__subject__search"), slug=slug)
    at = timezone.now()
    names = {institution.name, institution.short_name}
    return render(
        request,
        "participation/institutions/detail.html",
        {
            "institution": institution,
            "subject": institution.subject,
            "kind_label": label_of(institution.kind),
            "today": timezone.localdate(at),
            "aliases": [
                a for a in institution.aliases.order_by("name").values_list("name", flat=True) if a not in names
            ],
            "children": list(
                institution.children.public().select_related("subject").defer("subject__search").order_by("name", "pk")
            ),
            "answers": answers_of(institution, at),
            "lists": lists_of(institution),
        },
    )
