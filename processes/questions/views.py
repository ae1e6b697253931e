"""Pages of questions: those of an activity, those of all, and asking one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from participation.access.resume import Offer, resumable
from participation.asks import policies
from participation.asks.views.common import reader
from participation.asks.views.listing import listing
from participation.asks.views.write import write
from participation.models import Person
from processes.models import Component
from processes.policies import is_open, open_until
from processes.questions.kind import QUESTION
from processes.questions.place import place_of


def questions(request: HttpRequest, component: Component) -> HttpResponse:
    """Show the questions of an activity."""
    everywhere_url = reverse("processes:questions")
    return listing(
        request,
        QUESTION.name,
        place_of(component),
        component=component,
        process=component.process,
        everywhere_url=everywhere_url,
    )


@require_safe
def everywhere(request: HttpRequest) -> HttpResponse:
    """Show the questions of all processes, and where one can ask now."""
    at = timezone.now()
    running = Component.objects.filter(kind="questions").open_at(at).with_clock()[:20]
    places = [component for component in running if is_open(component, "ask", at)]
    return listing(request, QUESTION.name, None, open_places=places)


def _component(person: Person | None, slug: str, component_slug: str) -> Component | None:
    rows = Component.objects.visible_to(person).with_clock()
    found: Component | None = rows.filter(process__slug=slug, slug=component_slug, kind="questions").first()
    return found


def question_offer(person: Person, at: Any, *, slug: str, component_slug: str) -> Offer | None:
    """Return the wish to ask a question; None for an activity that the person may not see."""
    component = _component(person, slug, component_slug)
    if component is None:
        return None
    verdict = policies.may_ask(person, QUESTION, place_of(component), at=at)
    rules = tuple(component.config.who_may_ask)
    path = component.subject.path
    return Offer(QUESTION.words.ask, component.title, path, verdict, rules, open_until(component, "ask", at))


@resumable(question_offer, opens=True)
def ask(request: HttpRequest, slug: str, component_slug: str) -> HttpResponseBase:
    """Ask a question in an activity."""
    component = _component(reader(request), slug, component_slug)
    if component is None:
        raise Http404
    return write(request, QUESTION.name, place_of(component))
