"""The page of a consultation: what it asks, until when, and what came of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from participation.access.eligibility import describe
from participation.urn.querysets import has_voted, turnout
from processes.conclusions.views import concluded, face
from processes.consultations import policies
from processes.consultations.drawing import draw
from processes.consultations.reading import questions_of
from processes.consultations.results import outcome_words
from processes.consultations.settings import Nature
from processes.consultations.views.common import reader
from processes.models import Answer, AnswerDraft, Component, Questionnaire
from processes.policies import is_open, open_until


def consultation(request: HttpRequest, component: Component) -> HttpResponse:
    """Show what is asked and how the reader stands."""
    at, person = timezone.now(), reader(request)
    face(component, person)
    row = Questionnaire.objects.filter(component=component).first()
    policies.know_questionnaire(component, row)
    config = component.config
    answer = Answer.objects.filter(component=component, person=person).first() if person else None
    draft = AnswerDraft.objects.filter(component=component, person=person).first() if person else None
    questions = questions_of(component)
    component.vote_here = vote = policies.vote_of(component)  # type: ignore[attr-defined]
    voted = vote is not None and person is not None and has_voted(vote, person)
    return render(
        request,
        "processes/consultations/page.html",
        {
            "component": component,
            "process": component.process,
            "subject": component.subject,
            "config": config,
            "is_vote": config.nature == Nature.VOTE,
            "strangers": policies.takes_strangers(component),
            "ready": policies.is_ready(component),
            "verdict": policies.may_cast_or_answer(person, component, at=at),
            "vote": vote,
            "voted": voted,
            "people": turnout(vote).people if vote is not None else 0,
            "outcome": outcome_words(row.results if row is not None else None, questions),
            "open": is_open(component, policies.ACT, at),
            "closes": open_until(component, policies.ACT, at),
            "over": policies.is_over(component, at),
            "who": describe(config.who_may_answer),
            "answer": answer,
            "draft": draft,
            "results": policies.may_see_results(person, component, at=at),
            "questions": draw(questions, all_of=questions),
            "asking": sum(question.kind != "section" for question in questions),
            "count": Answer.objects.filter(component=component).count(),
            "reads_texts": bool(person and policies.may_read_texts(person, component)),
            **concluded(component, person, at),
        },
    )
