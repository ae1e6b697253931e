"""One owed answer: where it is on its way, what it says so far, and each step that this official may take."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from participation.access import roles
from participation.access.decorators import signed_in_to_act
from participation.access.verdict import Denied
from participation.models import Institution, Person, Response, ResponsePart
from participation.responses import actions, policies
from participation.responses.files import files_of
from participation.responses.forms import (
    AnswerForm,
    CorrectionForm,
    EmptyForm,
    PartsForm,
    PersonForm,
    PlanForm,
    WordsForm,
    preparers,
)
from participation.responses.registry import answerable
from participation.responses.views.common import INVALID, attempt, clock, every_office, only_officials, own_offices
from participation.responses.views.desk import plan_of
from participation.web.forms import Form
from participation.workdays import days_off, local_day

PUBLISHING = gettext_lazy(
    "Everybody will read it as it stands above, and whoever asked is told. It can be corrected later, with a reason "
    "that everybody reads."
)


@dataclass(slots=True)
class Step:
    """One thing that may be done now: its name, its words, its form and its act (given the valid form)."""

    name: str
    title: str
    form: Callable[..., Form]
    act: Callable[[Any], Any]
    done: str
    hint: Any = ""
    button: str = ""
    main: bool = False
    bound: Any = field(default=None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_to_act
@never_cache
def detail(request: HttpRequest, subject_pk: int) -> HttpResponse:
    """Show one owed answer with its way and its parts; a post takes one of the steps."""
    person: Any = request.user
    only_officials(person)
    at = timezone.now()
    response = _owed(person, subject_pk)
    steps = {step.name: step for step in _steps(response, person, at)}
    status, sent = 200, request.POST.get("step", "") if request.method == "POST" else ""
    if request.method == "POST" and not steps:
        Denied("no_step", _("You can read it; your role takes no step here now.")).enforce()
    if request.method == "POST" and sent not in steps:
        messages.error(request, _("This step cannot be taken any more: somebody was faster. Look at it again."))
        return redirect("responses:detail", subject_pk=subject_pk)
    for step in steps.values():
        given = (request.POST, request.FILES) if step.name == sent else ()
        step.bound = step.form(*given, auto_id=f"id_{step.name}_%s")
    if sent:
        step, status = steps[sent], INVALID
        if step.bound.is_valid():
            done, status = attempt(step.bound, lambda: step.act(step.bound))
            if done:
                messages.success(request, step.done)
                seen = policies.may_see(person, _fresh(response))
                return redirect(*(("responses:detail", subject_pk) if seen else ("responses:desk",)))
            _show_newer(step, response)
    way = list(response.routings.select_related("institution", "person", "routed_by", "ended_by").order_by("pk"))
    return render(
        request,
        "participation/responses/detail.html",
        {
            "response": response,
            "subject": response.subject,
            "way": way,
            "returned": way[-1] if way and response.returned_at is not None else None,
            "parts": response.asked_parts,
            "beside": answerable(response.subject).beside(response.subject, person, at),
            "files": list(files_of(response.subject)),
            "steps": list(steps.values()),
            "failed": steps[sent].bound if sent else None,
            "today": local_day(at),
            **clock(response, local_day(at), days_off()),
        },
        status=status,
    )


def _show_newer(step: Step, response: Response) -> None:
    """Have a form that came too late name the newer draft, which the page shows: sent again, it takes its place."""
    if step.name == "prepare":
        step.bound.data = {**step.bound.data.dict(), "seen": actions.draft_mark(response)}


def _owed(person: Person, subject_pk: int) -> Response:
    rows = Response.objects.select_related(
        "subject__folio", "institution__subject", "assigned_to", "prepared_by", "published_by"
    )
    found = rows.defer("subject__search", "institution__subject__search").filter(subject=subject_pk).first()
    if found is None or not policies.may_see(person, found):
        raise Http404
    return found


def _fresh(response: Response) -> Response:
    return Response.objects.select_related("subject", "institution__subject").get(pk=response.pk)


def _steps(response: Response, by: Person, at: datetime) -> list[Step]:
    every = every_office()
    moving = _moving(response, by, at, every)
    found = [*_answering(response, by, at), *_parts(response, by, at, every), *moving]
    if response.returned_at is not None:  # it waits for a way, not for words: that step stands first
        found.sort(key=lambda step: step.name != "route")
    if found:
        found[0].main = True
    return found


def _answering(response: Response, by: Person, at: datetime) -> list[Step]:
    """Return what may be done with the words of the answer."""
    subject = response.subject
    may_publish = bool(policies.may_publish(by, subject))

    def form(*given: Any, **more: Any) -> Form:
        return AnswerForm(*given, subject=subject, response=response, **more)

    def correction(*given: Any, **more: Any) -> Form:
        return CorrectionForm(*given, subject=subject, response=response, **more)

    if response.published_at is not None:
        step = Step(
            "correct", _("Correct the answer"), correction,
            lambda bound: actions.correct_response(
                subject=subject, by=by, at=at, reason=bound.cleaned_data["reason"], **bound.answer()
            ),
            _("The correction is published; the earlier answer stays in its history."),
        )  # fmt: skip
        return [step] if may_publish else []
    found = []
    if may_publish and policies.is_prepared(response) and policies.parts_in(response):
        found.append(
            Step(
                "publish", _("Publish the answer"), EmptyForm,
                lambda bound: actions.publish_response(subject=subject, by=by, at=at),
                _("The answer is published. Whoever asked and whoever follows it is told."),
                hint=PUBLISHING,
            )
        )  # fmt: skip
    if policies.may_prepare(by, subject):
        found.append(
            Step(
                "prepare", _("Change the draft") if response.verdict else _("Prepare the answer"), form,
                lambda bound: actions.draft_response(
                    subject=subject, by=by, at=at, seen=bound.cleaned_data["seen"], **bound.answer()
                ),
                _("The draft is kept. Nobody outside reads it until it is published."),
                button=_("Keep the draft"),
            )
        )  # fmt: skip
        if response.in_evaluation_since is None:
            found.append(
                Step(
                    "evaluate", _("Say that it is being evaluated"), EmptyForm,
                    lambda bound: actions.start_evaluation(subject=subject, by=by, at=at),
                    _("Its page says that it is being evaluated; its text does not change any more."),
                    hint=_("Its author is told, and its text does not change any more."),
                )
            )  # fmt: skip
    return found


def _parts(response: Response, by: Person, at: datetime, every: list[Institution]) -> list[Step]:
    """Return what may be done about the parts of a joint answer."""
    subject = response.subject
    theirs = [part for part in response.asked_parts if policies.may_hand_in_part(by, part)]
    found = [_hand_in(response, part, by, at) for part in theirs]
    if policies.may_ask_part(by, response):
        found += [_waive(response, part, by, at) for part in response.asked_parts if part.is_lacking]
        taken = [part.institution_id for part in response.asked_parts if part.waived_at is None]
        others = [office for office in every if office.pk not in {*taken, response.institution_id}]
        found.append(
            Step(
                "ask", _("Ask other institutions for their part"),
                lambda *given, **more: PartsForm(*given, institutions=others, **more),
                lambda bound: actions.ask_parts(
                    subject=subject, by=by, at=at, institutions=list(bound.cleaned_data["institutions"]),
                    asked_for=bound.cleaned_data["asked_for"],
                ),
                _("They were told. What lacks is shown here until they hand it in."),
            )
        )  # fmt: skip
    return found


def _hand_in(response: Response, part: ResponsePart, by: Person, at: datetime) -> Step:
    name = part.institution.known_as
    title = _("Change the part of %(institution)s") if part.handed_in_at else _("Hand in the part of %(institution)s")
    return Step(
        f"part-{part.pk}", title % {"institution": name},
        lambda *given, **more: WordsForm(
            *given, label=_("The part of your institution"),
            hint=_("It is published with the answer, under its name."), initial={"text": part.text}, **more,
        ),
        lambda bound: actions.hand_in_part(
            subject=response.subject, part=part, text=bound.cleaned_data["text"], by=by, at=at
        ),
        _("The part was handed in. Whoever leads the answer was told."),
    )  # fmt: skip


def _waive(response: Response, part: ResponsePart, by: Person, at: datetime) -> Step:
    return Step(
        f"waive-{part.pk}", _("Do without the part of %(institution)s") % {"institution": part.institution.known_as},
        lambda *given, **more: WordsForm(
            *given, label=_("Why is it not needed?"), hint=_("That institution reads it."), **more
        ),
        lambda bound: actions.waive_part(
            subject=response.subject, part=part, reason=bound.cleaned_data["text"], by=by, at=at
        ),
        _("The answer does not wait for that part any more."),
    )  # fmt: skip


def _moving(response: Response, by: Person, at: datetime, every: list[Institution]) -> list[Step]:
    """Return what may be done about where the answer is."""
    subject, found = response.subject, []
    if policies.may_assign(by, response):
        office: Any = Institution.objects.filter(pk=response.institution_id)
        people = preparers(office) | preparers(_above(response))
        found.append(
            Step(
                "assign", _("Say who prepares it"),
                lambda *given, **more: PersonForm(
                    *given, people=people.distinct(), initial={"person": response.assigned_to_id}, **more
                ),
                lambda bound: actions.assign_response(
                    subject=subject, person=bound.cleaned_data["person"], by=by, at=at
                ),
                _("It is noted, and whoever prepares it was told."),
            )
        )  # fmt: skip
    if policies.may_route(by, response):
        offices = every if policies.routes_here(by, response) else list(own_offices(by, roles.ROUTERS))
        found.append(
            Step(
                "route", _("Route it again") if response.routed_at else _("Route it"),
                lambda *given, **more: PlanForm(*given, institutions=offices, every=every, **more),
                lambda bound: _route(response, bound, by, at),
                _("It was sent, and the office was told."),
            )
        )  # fmt: skip
    if policies.may_return(by, response):
        found.append(
            Step(
                "return", _("Return it with a reason"),
                lambda *given, **more: WordsForm(
                    *given, label=_("Why does it not belong here?"),
                    hint=_("Say which office must answer, if you know. Whoever routed it reads it."), **more,
                ),
                lambda bound: actions.return_routing(subject=subject, reason=bound.cleaned_data["text"], by=by, at=at),
                _("It went back to whoever routed it."),
            )
        )  # fmt: skip
    return found


def _above(response: Response) -> Any:
    assert response.institution is not None
    return Institution.objects.filter(subject__in=response.institution.subject.ancestors)


def _route(response: Response, bound: Any, by: Person, at: datetime) -> None:
    plan = plan_of(bound, at)
    actions.route_response(
        subject=response.subject,
        institution=plan.institution,
        person=plan.person,
        due_on=plan.due_on,
        note=plan.note,
        joint=plan.joint,
        by=by,
        at=at,
    )
