"""The desk on which conclusions are written, and what pages show of them."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from participation.access.decorators import signed_in_to_act
from participation.access.verdict import ActDenied
from participation.asks.views.common import complain, signed_in
from participation.models import Link, Person, Subject
from participation.origins.actions import add_link
from participation.origins.policies import may_link
from participation.subjects import above
from participation.subjects.querysets import shown
from participation.veda.calendar import shown_in_force
from processes.actions import publish_conclusion
from processes.conclusions.forms import ConclusionForm, FollowedForm
from processes.kinds import all_kinds
from processes.models import Component
from processes.place import place_of
from processes.policies import may_conclude, may_edit_process


def face(component: Component, person: Person | None) -> None:
    """Bring what the page of an activity asks of its subject, in one query."""
    rows = Subject.objects.select_related("counts").defer("search")
    found = rows.annotate(**above.asked(None if person is None else person.pk, "")).get(pk=component.subject_id)
    above.keep(found, found)
    component.subject = found
    place_of(component)


def concluded(component: Component, person: Person | None, at: datetime) -> dict[str, Any]:
    """Return what a page shows of conclusions: the last version, those before it, and whether the reader may write."""
    versions = list(component.conclusions.order_by("-number"))
    for version in versions:
        version.component = component
    return {
        "conclusion": versions[0] if versions else None,
        "conclusions_before": versions[1:],
        "works_on_it": bool(may_edit_process(person, component.process)),
        "may_conclude": may_conclude(person, component, at=at),
    }


def concludable(request: HttpRequest, pk: int) -> Component:
    """Return an activity that has conclusions and that the reader may see. Raises Http404."""
    kinds = [kind.name for kind in all_kinds() if kind.concludes]
    rows = Component.objects.visible_to(signed_in(request)).with_clock().filter(kind__in=kinds)
    found: Component | None = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what is concluded, or correct it."""
    component, at = concludable(request, pk), timezone.now()
    may_edit_process(signed_in(request), component.process).enforce()
    last = component.conclusions.order_by("-number").first()
    electoral = shown_in_force(component.process.subject, at) is not None
    form = ConclusionForm(request.POST if request.method == "POST" else None, last=last, electoral=electoral)
    if request.method == "POST" and form.is_valid():
        try:
            publish_conclusion(component=component, by=signed_in(request), at=at, **form.said())
        except ActDenied as error:
            form.deny(error.denial.message)
        except ValidationError as error:
            complain(form, error)
        else:
            messages.success(request, _("The conclusions are published. Whoever took part is told."))
            return redirect(component.get_absolute_url())
    return _desk(request, component, form, FollowedForm(), at)


@require_POST
@signed_in_to_act
def followed(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that something of this site came from it."""
    component, at = concludable(request, pk), timezone.now()
    form = FollowedForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        link = {"kind": data["kind"], "explanation": data["explanation"], "by": signed_in(request), "at": at}
        try:
            add_link(source=component.subject, outcome=data["address"], **link)
        except ValidationError as error:
            form.deny(" ".join(error.messages))
        else:
            messages.success(request, _("It is shown under “What happened with this?”."))
            return redirect("processes:conclude", component.pk)
    else:
        may_edit_process(signed_in(request), component.process).enforce()
    last = component.conclusions.order_by("-number").first()
    return _desk(request, component, ConclusionForm(None, last=last), form, at)


def _desk(request: HttpRequest, component: Component, form: Any, link_form: FollowedForm, at: datetime) -> HttpResponse:
    person = signed_in(request)
    links = shown(Link.objects.filter(source=component.subject), "outcome").select_related("outcome")
    context = {
        "component": component,
        "process": component.process,
        "form": form,
        "link_form": link_form,
        "links": links.defer("outcome__search").order_by("at", "pk"),
        "last": component.conclusions.order_by("-number").first(),
        "verdict": may_conclude(person, component, at=at),
        "may_link": may_link(person, component.subject, component.subject),
    }
    return render(request, "processes/conclusions/desk.html", context, status=422 if request.method == "POST" else 200)
