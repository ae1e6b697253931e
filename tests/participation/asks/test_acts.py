"""Asking offices: what the acts change, whom they tell, and that a refusal changes nothing."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from participation.access.actions import grant_role
from participation.access.verdict import ActDenied
from participation.asks.actions import (
    answer_with_data,
    edit_ask,
    publish_ask,
    return_ask,
    submit_ask,
    withdraw_ask,
)
from participation.events.relay import relay
from participation.joins.actions import join_subject, leave_subject, unite_joins
from participation.joins.models import Join
from participation.models import Ask, Event, Notice, SubjectCount
from participation.responses.actions import draft_response, publish_response
from tests.participation.asks.conftest import questions
from tests.personas import NOW, make_person, official

pytestmark = pytest.mark.django_db
TITLE = "¿Cuándo se repara el puente de la colonia?"


def ask(place, by, institution, **more):
    return submit_ask(kind="question", place=place.subject, title=TITLE, institution=institution, by=by, at=NOW, **more)


def names():
    return list(Event.objects.exclude(name__startswith="people.").order_by("pk").values_list("name", flat=True))


def told(person):
    while relay(at=NOW):
        pass
    return [notice.event.name for notice in Notice.objects.filter(person=person).select_related("event").order_by("pk")]


def test_a_question_is_published_at_once_and_owed_an_answer_within_working_days(place, bruno, office):
    made = ask(place, bruno, office, body="Está cerrado desde mayo.")
    assert (made.state, made.subject.state, made.subject.path) == ("published", "published", f"/preguntas/{made.pk}/")
    response = made.subject.response
    # NOW is a Saturday: it counts as received on Monday the 23rd, and ten working days follow.
    assert (response.institution, response.due_on) == (office, date(2026, 12, 7))
    assert names() == ["participation.response.owed", "participation.ask.published"]
    assert made.subject.versions.get().data == {
        "title": TITLE,
        "body": "Está cerrado desde mayo.",
        "institution": office.name,
    }


def test_the_same_act_twice_asks_once(place, bruno, office):
    from uuid import UUID

    first, second = (ask(place, bruno, office, act_id=UUID(int=7)) for _n in range(2))
    assert (first, Ask.objects.count()) == (second, 1)


def test_where_a_moderator_reads_first_nobody_else_sees_it(bruno, office, dario, fausto):
    place = questions(moderation="before")
    made = ask(place, bruno, office)
    assert (made.state, made.subject.state, hasattr(made.subject, "response")) == ("pending", "draft", False)
    assert [list(Ask.objects.visible_to(who)) for who in (None, fausto, bruno, dario)] == [[], [], [made], [made]]
    assert told(dario) == ["participation.ask.handed_in"]
    with pytest.raises(ValidationError):
        return_ask(ask=made, reason=" ", by=dario, at=NOW)
    return_ask(ask=made, reason="Nombra a una persona", by=dario, at=NOW)
    assert told(bruno) == ["participation.ask.returned"]
    again = edit_ask(ask=made, title="¿Cuándo se repara el puente?", institution=office, by=bruno, at=NOW)
    assert again.state == "pending"
    published = publish_ask(ask=again, by=dario, at=NOW)
    assert (published.state, published.subject.response.institution) == ("published", office)
    assert told(bruno)[-1] == "participation.ask.published"


@pytest.mark.parametrize(
    ("settings", "change", "code"),
    [
        ({"who_may_ask": [{"kind": "verified"}]}, {}, "not_verified"),
        ({"per_person": 1}, {"twice": True}, "ask_limit"),
    ],
)
def test_who_may_not_ask(bruno, office, settings, change, code):
    place = questions(**settings)
    if change:
        ask(place, bruno, office)
    before = (Ask.objects.count(), Event.objects.count())
    with pytest.raises(ActDenied) as error:
        ask(place, bruno, office)
    assert (error.value.denial.code, (Ask.objects.count(), Event.objects.count())) == (code, before)


def test_what_breaks_the_rules_of_the_activity(bruno, office):
    from tests.factories import make_institution

    place = questions(institutions=[office.pk])
    for fields, wrong in (
        ({"title": "¿Y?", "institution": office}, {"title"}),
        ({"title": TITLE, "institution": None}, {"institution"}),
        ({"title": TITLE, "institution": make_institution()}, {"institution"}),
        ({"title": "a" * 201, "body": "b" * 4001, "institution": office}, {"title", "body"}),
    ):
        with pytest.raises(ValidationError) as error:
            submit_ask(kind="question", place=place.subject, by=bruno, at=NOW, **fields)
        assert set(error.value.message_dict) == wrong
    assert Ask.objects.count() == 0


def test_joining_counts_each_person_once_and_can_be_taken_back(place, bruno, office, ana, fausto):
    subject = ask(place, bruno, office).subject
    for person in (ana, ana, fausto):
        join_subject(subject=subject, by=person, at=NOW)
    with pytest.raises(ActDenied) as error:
        join_subject(subject=subject, by=bruno, at=NOW)
    assert error.value.denial.code == "own"
    assert SubjectCount.objects.get(pk=subject.pk).joins == 2
    leave_subject(subject=subject, by=fausto, at=NOW)
    leave_subject(subject=subject, by=fausto, at=NOW)
    assert (SubjectCount.objects.get(pk=subject.pk).joins, Join.objects.get().person) == (1, ana)


def test_two_accounts_of_one_person_join_once(place, bruno, office, ana, fausto):
    subject = ask(place, bruno, office).subject
    for person in (ana, fausto):
        join_subject(subject=subject, by=person, at=NOW)
    assert unite_joins(accounts=[ana, fausto], at=NOW) == 1
    assert (SubjectCount.objects.get(pk=subject.pk).joins, Join.objects.get().person) == (1, ana)


def test_it_is_edited_and_withdrawn_until_somebody_joins(place, bruno, office, ana):
    made = ask(place, bruno, office)
    edit_ask(ask=made, title="¿Cuándo abre el puente?", institution=office, by=bruno, at=NOW, reason="Más corto")
    assert [version.data["title"] for version in made.subject.versions.order_by("number")] == [
        TITLE, "¿Cuándo abre el puente?",
    ]  # fmt: skip
    with pytest.raises(ActDenied) as error:
        withdraw_ask(ask=made, by=ana, at=NOW)
    assert error.value.denial.code == "not_author"
    join_subject(subject=made.subject, by=ana, at=NOW)
    for act in (lambda: edit_ask(ask=made, title=TITLE, institution=office, by=bruno, at=NOW),
                lambda: withdraw_ask(ask=made, by=bruno, at=NOW)):  # fmt: skip
        with pytest.raises(ActDenied) as error:
            act()
        assert error.value.denial.code == "joined"
    leave_subject(subject=made.subject, by=ana, at=NOW)
    withdrawn = withdraw_ask(ask=made, by=bruno, at=NOW, reason="Ya lo supe")
    assert (withdrawn.state, withdrawn.subject.state) == ("withdrawn", "withdrawn")
    with pytest.raises(ActDenied):
        join_subject(subject=made.subject, by=ana, at=NOW)


def test_the_office_answers_through_the_engine_and_all_who_asked_are_told(place, bruno, office, ana, fausto):
    made = ask(place, bruno, office)
    join_subject(subject=made.subject, by=ana, at=NOW)
    clerk, stranger = make_person("Berta"), official("Ciro", "steward", make_person_office())
    grant_role(person=clerk, kind="steward", scope=office.subject, by=official("Carla", "steward"), at=NOW)
    clerk = type(clerk).objects.get(pk=clerk.pk)
    words = {"subject": made.subject, "reasons": "En febrero.", "at": NOW}
    with pytest.raises(ActDenied):
        draft_response(verdict="answered", by=stranger, **words)
    with pytest.raises(ValidationError):
        draft_response(verdict="accepted", by=clerk, **words)
    draft_response(verdict="answered", by=clerk, **words)
    publish_response(subject=made.subject, by=clerk, at=NOW)
    made.refresh_from_db()
    assert made.state == "answered"
    assert [told(who).count("participation.response.published") for who in (bruno, ana, fausto)] == [1, 1, 0]
    with pytest.raises(ActDenied) as error:
        join_subject(subject=made.subject, by=fausto, at=NOW)
    assert error.value.denial.code == "answered"


def make_person_office():
    from tests.factories import make_institution

    return make_institution("Otra dirección").subject


def test_a_request_of_data_is_closed_by_the_dataset_that_answers(bruno, carla, office):
    made = submit_ask(kind="datarequest", title="Luminarias por colonia y fecha", institution=office, by=bruno, at=NOW)
    assert (made.subject.parent, made.subject.response.due_on) == (office.subject, date(2026, 12, 21))
    for wrong in ({}, {"dataset": "nada"}, {"link": "javascript:alert(1)"}):
        with pytest.raises(ValidationError):
            answer_with_data(ask=made, by=carla, at=NOW, reasons="Aquí están.", **wrong)
    with pytest.raises(ActDenied):
        answer_with_data(ask=made, by=bruno, at=NOW, reasons="Aquí están.", dataset="proposals")
    made.refresh_from_db()
    assert (made.state, made.dataset) == ("published", "")
    done = answer_with_data(ask=made, by=carla, at=NOW, reasons="Aquí están.", dataset="proposals")
    done.refresh_from_db()
    assert (done.state, done.dataset, done.subject.response.verdict) == ("answered", "proposals", "accepted")


def test_nobody_knows_the_office_and_it_is_asked_all_the_same(bruno):
    made = submit_ask(kind="datarequest", title="Luminarias por colonia y fecha", by=bruno, at=NOW)
    assert (made.subject.parent, made.subject.response.institution) == (None, None)
