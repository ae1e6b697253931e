"""The officials' pages: what each role sees and does, through the acts alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from participation.models import Response
from participation.responses.actions import draft_response
from participation.web.office import counted, waiting_for
from proposals.actions import submit_proposal
from proposals.models import Proposal
from tests.factories import make_call, make_proposal
from tests.personas import client_of, official

pytestmark = pytest.mark.django_db

LIST = "/en/admin/proposals/proposal/"
TEXT = {"title": "Banquetas parejas en la calle Hidalgo", "body": "Están rotas y la gente mayor se cae."}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def proposal(ana, now):
    return submit_proposal(component=make_call(at=now), **TEXT, by=ana, at=now)


def page(proposal):
    return f"{LIST}{proposal.pk}/change/"


def moderated(what, **fields):
    return {"what": what, "reason": "", **fields}


def test_each_official_sees_the_proposals_of_their_scope(now, ana):
    here, there = make_call(at=now), make_call(at=now)
    mine, other = (submit_proposal(component=call, **TEXT, by=ana, at=now) for call in (here, there))
    make_proposal(here, state="draft", title="Borrador secreto", at=now)
    client = client_of(official("Gloria", "evaluator", here.process.subject))
    shown = client.get(LIST).content.decode()
    assert f"/proposal/{mine.pk}/change/" in shown
    assert f"/proposal/{other.pk}/change/" not in shown
    assert "Borrador secreto" not in shown
    assert client.get(page(other)).status_code == 302
    assert client.post(page(other), moderated("approve")).status_code == 302


@pytest.mark.parametrize("persona", ["ana", "fausto"])
def test_people_without_a_role_get_nothing(request, persona, proposal):
    client = client_of(request.getfixturevalue(persona))
    assert client.get(LIST).status_code == 403
    assert client.post(page(proposal), moderated("approve")).status_code == 403


@pytest.mark.parametrize("rows", [1, 8])
def test_the_list_costs_the_same_with_one_and_with_many(now, carla, rows, django_assert_num_queries):
    call = make_call(at=now)
    for _n in range(rows):
        make_proposal(call, at=now)
    client = client_of(carla)
    client.get(LIST)
    with django_assert_num_queries(4):
        assert client.get(LIST).status_code == 200


def test_the_answer_is_worked_on_at_its_desk(proposal, carla):
    shown = client_of(carla).get(page(proposal)).content.decode()
    assert f'href="/en/mesa/turnos/{proposal.subject_id}/"' in shown
    assert 'name="reasons"' not in shown


def test_moderators_publish_and_return(ana, dario, now):
    call = make_call(at=now, moderation="before")
    first, second = (submit_proposal(component=call, **TEXT, by=ana, at=now) for _n in range(2))
    client = client_of(dario)
    client.post(page(first), moderated("approve"))
    assert client.post(page(second), moderated("return")).status_code == 200
    client.post(page(second), moderated("return", reason="Quita el teléfono"))
    assert list(Proposal.objects.order_by("pk").values_list("state", flat=True)) == ["published", "draft"]


def bulk(client, action, *rows):
    return client.post(LIST, {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)


def test_prepared_answers_are_published_all_or_none_with_the_reasons(ana, carla, now):
    call = make_call(at=now, proposals_per_person=0)
    rows = [
        submit_proposal(component=call, title=f"{TEXT['title']} {n}", body=TEXT["body"], by=ana, at=now)
        for n in range(3)
    ]
    for row in rows[:2]:
        draft_response(subject=row.subject, verdict="accepted", reasons="Sí.", by=carla, at=now)
    said = bulk(client_of(carla), "publish_selected", *rows).content.decode()
    assert rows[2].title in said
    assert "No answer was prepared" in said
    assert not Response.objects.filter(published_at__isnull=False).exists()
    bulk(client_of(carla), "publish_selected", *rows[:2])
    assert Response.objects.filter(published_at__isnull=False).count() == 2


def test_bulk_acts_keep_to_the_role(ana, elena, olga, now):
    row = submit_proposal(component=make_call(at=now), **TEXT, by=ana, at=now)
    draft_response(subject=row.subject, verdict="accepted", reasons="Sí.", by=elena, at=now)
    bulk(client_of(elena), "publish_selected", row)
    bulk(client_of(olga), "evaluate_selected", row)
    row.refresh_from_db()
    assert (row.state, Response.objects.get().published_at) == ("published", None)
    bulk(client_of(elena), "evaluate_selected", row)
    row.refresh_from_db()
    assert row.state == "in_evaluation"


def test_what_waits_is_counted_by_role(ana, carla, dario, elena, olga, now):
    past = now - timedelta(days=60)
    late = submit_proposal(component=make_call(at=past), **TEXT, by=ana, at=past)
    draft_response(subject=late.subject, verdict="accepted", reasons="Sí.", by=elena, at=now)
    submit_proposal(component=make_call(at=now, moderation="before"), **TEXT, by=ana, at=now)

    def counts(person):
        from participation.responses.waiting import answers_waiting
        from proposals.waiting import proposals_waiting

        items = counted([*answers_waiting(person, now), *proposals_waiting(person, now)])
        return [(item.count, item.urgent) for item in items]

    assert counts(carla) == [(1, True), (0, False), (1, False), (1, False)]
    assert counts(elena) == [(1, True)]
    assert counts(dario) == [(1, False)]
    assert counts(olga) == []
    assert waiting_for(elena, now)[0].url == "/mesa/turnos/"


@pytest.mark.parametrize(
    "query",
    [
        "?waiting=unanswered",
        "?waiting=late",
        "?waiting=prepared",
        "?waiting=moderation",
        "?call=9",
        "?call=x",
        "?call=" + "9" * 40,
        "?q=banquetas",
        "?q=%FF",
    ],
)
def test_filters_of_the_list_never_break(proposal, carla, query):
    assert client_of(carla).get(LIST + query).status_code in {200, 302}


@pytest.mark.django_db
def test_a_selection_leads_to_the_pages_that_join_and_evaluate() -> None:
    carla = official("Carla", "steward")
    call = make_call()
    a, b = make_proposal(call), make_proposal(call)
    for action, path in (("join_selected", "unir"), ("assign_selected", "asignar")):
        given = {"action": action, "_selected_action": [a.pk, b.pk]}
        response = client_of(carla).post("/admin/proposals/proposal/", given)
        assert response["Location"] == f"/mesa/propuestas/{path}/?cosa={a.pk}&cosa={b.pk}"
