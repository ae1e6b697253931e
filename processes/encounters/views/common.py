"""Steps that pages of encounters share."""

from typing import Any

from django.http import Http404, HttpRequest

from participation.asks.views.common import MAX_ID, reader
from participation.models import Person
from participation.subjects import above
from processes.models import Component, Encounter, Registration, RegistrationState


def encounter_or_404(request: HttpRequest, pk: int) -> Encounter:
    """Return what the reader may see, with what policies and its page ask. Raises Http404, also for strange keys."""
    person = reader(request)
    rows = Encounter.objects.visible_to(person).for_page().select_related("subject__counts")
    rows = rows.annotate(**above.asked(None if person is None else person.pk))
    found = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if found is None:
        raise Http404
    above.keep(found, found.subject)
    found.component = Component.objects.with_clock().get(pk=found.component_id)
    return found  # type: ignore[no-any-return]


def own_registration(encounter: Encounter, person: Person | None) -> Registration | None:
    """Return the person's registration that stands, which leads back to the encounter without a query."""
    if person is None:
        return None
    rows = Registration.objects.filter(encounter=encounter, person=person)
    found: Registration | None = rows.exclude(state=RegistrationState.WITHDRAWN).first()
    if found is not None:
        found.encounter = encounter
    return found


def place_in_line(registration: Registration) -> int:
    """Return which place on the waiting list somebody has."""
    rows = Registration.objects.filter(encounter=registration.encounter_id, state=RegistrationState.WAITING)
    return rows.filter(pk__lte=registration.pk).count()


def faced(encounter: Encounter, **more: Any) -> dict[str, Any]:
    """Return what every page of one encounter shows."""
    component = encounter.component
    return {"encounter": encounter, "component": component, "process": component.process, **more}
