"""The results of a survey: charts with their tables, by territory and channel, texts, and files."""

import csv
import json
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from participation.contribution import Channel
from participation.models import Territory
from participation.opendata.cells import SMALLEST_CELL
from participation.urn.querysets import ballots as urn_ballots
from participation.web.keyset import paginate
from processes.consultations import policies
from processes.consultations.reading import questions_of
from processes.consultations.results import (
    GROUPINGS,
    computed_at,
    csv_rows,
    group_names,
    group_sizes,
    outcome_words,
    tally_of,
    told,
)
from processes.consultations.settings import Nature
from processes.consultations.snapshot import kept_tally
from processes.consultations.views.common import consultation_or_404, reader
from processes.models import AnswerText, AnswerTextState, Component, Question

SIZE = 20


def _open_results(request: HttpRequest, slug: str, component_slug: str) -> Component:
    """Return a consultation whose results the reader may see. Raises Http404 and ActDenied."""
    component = consultation_or_404(request, slug, component_slug)
    policies.may_see_results(reader(request), component, at=timezone.now()).enforce()
    return component


def _shown_texts(component: Component) -> dict[int, int]:
    """Return how many published texts each question has."""
    from django.db.models import Count

    rows = AnswerText.objects.filter(question__component=component, state=AnswerTextState.SHOWN)
    return dict(rows.order_by().values_list("question").annotate(n=Count("pk")))


@require_safe
def results(request: HttpRequest, slug: str, component_slug: str) -> HttpResponse:
    """Show what was answered; ``?por=territorio|canal`` shows choices group by group."""
    component = _open_results(request, slug, component_slug)
    chosen = request.GET.get("por", "")
    if chosen and chosen not in GROUPINGS:
        raise BadRequest("por")
    if component.config.nature == Nature.VOTE:
        return _vote(request, component)
    questions = questions_of(component)
    tallied = tally_of(component, questions)
    grouping = GROUPINGS[chosen][0] if chosen else ""
    names = group_names(tallied, grouping) if grouping else {}
    texts = _shown_texts(component)
    few = tallied.total < SMALLEST_CELL
    rows = [] if few else told(questions, tallied, grouping=grouping, names=names)
    context: dict[str, Any] = {
        "component": component,
        "process": component.process,
        "total": tallied.total,
        "few": few,
        "least": SMALLEST_CELL,
        "rows": [{"told": row, "texts": texts.get(row.question.pk, 0)} for row in rows],
        "territories": [] if few else group_sizes(tallied, "territory"),
        "channels": [] if few else group_sizes(tallied, "channel"),
        "tabs": [("", None), *((key, label) for key, (_name, label) in GROUPINGS.items())],
        "chosen": chosen,
        "over": policies.is_over(component, timezone.now()),
        "last": computed_at(component),
    }
    return render(request, "processes/consultations/results.html", context)


def _vote(request: HttpRequest, component: Component) -> HttpResponse:
    """Show what a vote decided, as it was published."""
    questions, row = questions_of(component), component.questionnaire
    results: dict[str, Any] = row.results or {}
    vote = policies.vote_of(component)
    rows = told(questions, kept_tally(questions, results), everything=True)
    places = {int(pk): n for pk, n in results["turnout"]["territories"].items()}
    names = dict(Territory.objects.filter(pk__in=places).values_list("pk", "name"))
    context: dict[str, Any] = {
        "component": component,
        "process": component.process,
        "is_vote": True,
        "total": results["total"],
        "few": False,
        "least": SMALLEST_CELL,
        "rows": [{"told": one, "texts": 0} for one in rows],
        "territories": sorted((str(pk), names.get(pk, "?"), n) for pk, n in places.items()),
        "channels": [
            (key, str(Channel(key).label).capitalize(), n) for key, n in sorted(results["turnout"]["channels"].items())
        ],
        "tabs": [],
        "chosen": "",
        "over": True,
        "outcome": outcome_words(results, questions),
        "vote": vote,
        "row": row,
    }
    return render(request, "processes/consultations/results.html", context)


@require_safe
def ballots(request: HttpRequest, slug: str, component_slug: str) -> StreamingHttpResponse:
    """Return every counted ballot, one in each line, so that anybody can count again."""
    component = _open_results(request, slug, component_slug)
    vote = policies.vote_of(component)
    if vote is None or not vote.is_closed:
        raise Http404
    lines = (json.dumps(choices, ensure_ascii=False, sort_keys=True) + "\n" for choices in urn_ballots(vote))
    answer = StreamingHttpResponse(lines, content_type="application/x-ndjson; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="boletas-{component.slug}.jsonl"'
    return answer


@require_safe
def table(request: HttpRequest, slug: str, component_slug: str) -> HttpResponse:
    """Return the results as CSV."""
    component = _open_results(request, slug, component_slug)
    vote = component.config.nature == Nature.VOTE
    questions = questions_of(component)
    tallied = kept_tally(questions, component.questionnaire.results or {}) if vote else tally_of(component, questions)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="resultados-{component.slug}.csv"'
    answer.write("\ufeff")
    rows = [] if tallied.total < SMALLEST_CELL and not vote else told(questions, tallied, everything=vote)
    writer = csv.writer(answer)
    for row in csv_rows(rows):
        writer.writerow([f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@" else cell for cell in row])
    return answer


@require_safe
def texts(request: HttpRequest, slug: str, component_slug: str, key: str) -> HttpResponse:
    """Show the texts that were answered to one question and published."""
    component = _open_results(request, slug, component_slug)
    question = Question.objects.filter(component=component, key=key, rules__public=True).first()
    if question is None:
        raise Http404
    question.component = component
    rows = AnswerText.objects.filter(question=question, state=AnswerTextState.SHOWN)
    page = paginate(request, rows, order=("-id",), size=SIZE)
    context = {"component": component, "process": component.process, "question": question, "page": page}
    return render(request, "processes/consultations/texts.html", context)
