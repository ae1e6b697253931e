"""The desk of answers: what came in, by when it is wanted, and routing several at once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import Denied
from participation.models import Person, Response, ResponsePart
from participation.responses import actions, policies
from participation.responses.forms import PlanForm, keys
from participation.responses.views.common import (
    INVALID,
    attempt,
    clock,
    every_office,
    near,
    only_officials,
    own_offices,
)
from participation.web.forms import Form
from participation.web.keyset import paginate
from participation.workdays import after_working_days, days_off, local_day

MOST_AT_ONCE = 100
STATES = {
    "": gettext_lazy("Owed"),
    "vencidas": gettext_lazy("Late"),
    "pronto": gettext_lazy("Due soon"),
    "porturnar": gettext_lazy("Not routed yet"),
    "regresadas": gettext_lazy("Came back"),
    "preparadas": gettext_lazy("Ready to publish"),
    "respondidas": gettext_lazy("Already answered"),
}


def _conditions(today: Any, off: Any) -> dict[str, Q]:
    open_ = Q(published_at__isnull=True)
    return {
        "": open_,
        "vencidas": open_ & Q(wanted__lt=today),
        "pronto": open_ & Q(wanted__gte=today, wanted__lte=near(today, off)),
        "porturnar": open_ & Q(routed_at__isnull=True),
        "regresadas": open_ & Q(returned_at__isnull=False),
        "preparadas": open_ & ~Q(verdict=""),
        "respondidas": Q(published_at__isnull=False),
    }


@require_safe
@signed_in_to_act
@never_cache
def queue(request: HttpRequest) -> HttpResponse:
    """Show what this official's offices owe, late first, with filters by state, institution and person."""
    person: Any = request.user
    only_officials(person)
    today, off = local_day(timezone.now()), days_off()
    state, institution, who = _asked(request)
    mine = Response.objects.at_desk(person).with_day()
    if institution:
        asked = ResponsePart.objects.filter(response=OuterRef("pk"), institution=institution, waived_at__isnull=True)
        mine = mine.filter(Q(institution=institution) | Exists(asked))
    mine = _of_person(mine, who, person)
    conditions = _conditions(today, off)
    counts = mine.aggregate(
        **{
            f"n_{name or 'open'}": Count("pk", filter=found)
            for name, found in conditions.items()
            if name != "respondidas"
        }
    )
    done = state == "respondidas"
    rows = _dressed(mine.filter(conditions[state]))
    page = paginate(request, rows, order=("-published_at", "-pk") if done else ("wanted", "pk"), size=25)
    offices = list(own_offices(person, roles.DESK)[:200])
    may_route = bool(policies.may_route_anything(person))
    publishes = state == "preparadas" and roles.scopes(person, roles.STEWARDS) != set()
    return render(
        request,
        "participation/responses/desk.html",
        {
            "page": page,
            "rows": [{"row": row, **clock(row, today, off)} for row in page.rows],
            "state": state,
            "tabs": [(name, label, counts.get(f"n_{name or 'open'}")) for name, label in STATES.items()],
            "institution": institution,
            "who": who,
            "offices": offices if len(offices) > 1 else [],
            "people": list(Person.objects.filter(assigned__in=mine.filter(conditions[""]).values("pk")).distinct()[:50])
            if may_route
            else [],
            "marks": (may_route or publishes) and not done and bool(page.rows),
            "routes": may_route,
            "publishes": publishes,
            "all_marked": request.GET.get("todas") == "1",
        },
    )


def _asked(request: HttpRequest) -> tuple[str, int, str]:
    """Return the filters of the address. Raises BadRequest for what no list has."""
    state, who = request.GET.get("estado", ""), request.GET.get("persona", "")
    institution = request.GET.get("institucion", "") or "0"
    small = institution.isascii() and institution.isdigit() and len(institution) < 19
    known = who in {"", "yo", "nadie"} or (who.isascii() and who.isdigit() and len(who) < 19)
    if state not in STATES or not small or not known:
        raise BadRequest("filtro")
    return state, int(institution), who


def _of_person(rows: Any, who: str, person: Any) -> Any:
    if who == "yo":
        return rows.filter(assigned_to=person)
    if who == "nadie":
        return rows.filter(assigned_to__isnull=True)
    return rows.filter(assigned_to=int(who)) if who else rows


def _dressed(rows: Any) -> "QuerySet[Response]":
    """Return rows with what a line of the desk shows, in one query."""
    lacking = ResponsePart.objects.filter(response=OuterRef("pk"), handed_in_at__isnull=True, waived_at__isnull=True)
    joint = ResponsePart.objects.filter(response=OuterRef("pk"), waived_at__isnull=True)
    found = rows.annotate(lacks=Exists(lacking), is_joint=Exists(joint))
    return found.select_related("subject__folio", "institution", "assigned_to").defer("subject__search", "reasons")  # type: ignore[no-any-return]


@require_POST
@signed_in_to_act
def route_many(request: HttpRequest) -> HttpResponse:
    """Show what routing the marked ones would do and what stands against it; then do it, all or none."""
    person: Any = request.user
    only_officials(person)
    policies.may_route_anything(person).enforce()
    at = timezone.now()
    rows = _marked(request)
    first = "institution" not in request.POST
    offices = every_office()
    form = PlanForm(None if first else request.POST, institutions=offices, every=offices)
    if not rows and request.POST.getlist("cosa"):
        Denied("not_at_desk", _("Nothing of what you marked is on your desk to be routed any more.")).enforce()
    if not rows:
        messages.warning(request, _("Mark at least one thing of the list."))
        return redirect("responses:desk")
    status, preview, refused = 200, None, []
    if not first:
        status = 200 if form.is_valid() else INVALID
    if not first and status == 200:
        plan = plan_of(form, at)
        refused = actions.refusals(subjects=[row.subject for row in rows], plan=plan, by=person, at=at)
        preview = plan
        if not refused and request.POST.get("seguro") == "1":
            done, status = _route(request, form, rows, plan, at)
            if done:
                return redirect("responses:desk")
    context = {
        "form": form, "rows": rows, "preview": preview, "refused": refused,
        "refused_keys": {refusal.subject.pk for refusal in refused},
    }  # fmt: skip
    return render(request, "participation/responses/route_many.html", context, status=INVALID if refused else status)


def _route(request: HttpRequest, form: Form, rows: list[Response], plan: actions.Plan, at: Any) -> tuple[bool, int]:
    by: Any = request.user
    subjects = [row.subject for row in rows]
    done, status = attempt(form, lambda: actions.route_responses(subjects=subjects, plan=plan, by=by, at=at))
    if done:
        words = ngettext(
            "%(n)s was sent to %(institution)s.", "%(n)s were sent to %(institution)s.", len(subjects)
        ) % {"n": len(subjects), "institution": plan.institution.known_as}  # fmt: skip
        messages.success(request, words)
    return done, status


def plan_of(form: Form, at: Any) -> actions.Plan:
    """Return the plan that a valid form describes; working days become a day."""
    data = form.cleaned_data
    days = data["working_days"]
    due = after_working_days(local_day(at), days, days_off()) if days else None
    return actions.Plan(data["institution"], data["person"], due, data["note"], list(data["joint"]))


def _marked(request: HttpRequest) -> list[Response]:
    """Return the marked rows of this official's desk that wait for an answer."""
    person: Any = request.user
    chosen = keys(request.POST.getlist("cosa"), MOST_AT_ONCE)
    rows = Response.objects.at_desk(person).filter(subject__in=chosen, published_at__isnull=True)
    return list(rows.select_related("subject", "institution").defer("subject__search").order_by("pk"))
