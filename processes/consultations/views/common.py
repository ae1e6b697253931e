"""Steps that several pages of consultations share."""

from django.http import Http404, HttpRequest

from participation.models import Person
from processes.models import Component


def reader(request: HttpRequest) -> Person | None:
    """Return who is signed in."""
    return request.user if isinstance(request.user, Person) else None


def consultation_or_404(request: HttpRequest, slug: str, component_slug: str) -> Component:
    """Return the consultation that the reader may see. Raises Http404."""
    rows = Component.objects.visible_to(reader(request)).with_clock().filter(kind="consultation")
    found: Component | None = (
        rows.select_related("questionnaire").filter(process__slug=slug, slug=component_slug).first()
    )
    if found is None:
        raise Http404
    return found
